package browsertest

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// engine is what a browser does for a [tab]. Chromium is driven by its own protocol, Firefox by WebDriver BiDi.
type engine interface {
	Open(url string) error
	// Evaluate gives a script's value as JSON; it waits for promises.
	Evaluate(script string) (json.RawMessage, error)
	// Has says why no element of these roles with this name is there for everybody, a screen reader's listener included.
	Has(name string, roles ...string) error
	// Middle is where one clicks on the first element of these roles with this name.
	Middle(name string, roles ...string) (x, y float64, err error)
	Click(x, y float64, times int) error
	Type(keys string) error
	Back() error
	Reload() error
	// Downloads is the folder where files that pages give are saved.
	Downloads() (folder string, err error)
	// AllowClipboard lets pages write to the clipboard, and tests read it.
	AllowClipboard() error
	// Picture is the first element that a CSS selector finds, as a PNG.
	Picture(css string) ([]byte, error)
}

type chromiumTab struct{ *tab }

func (b chromiumTab) run(steps ...chromedp.Action[chromedp.Void]) error {
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	return chromedp.Do(ctx, steps...)
}

func (b chromiumTab) Open(url string) error { return b.run(chromedp.Navigate(url)) }

func (b chromiumTab) Evaluate(script string) (json.RawMessage, error) {
	return chromedp.Run(b.ctx, chromedp.Evaluate[json.RawMessage](script, chromedp.EvalAwaitPromise))
}

func (b chromiumTab) Has(name string, roles ...string) error {
	_, err := b.find(name, roles...)
	return err
}

func (b chromiumTab) Click(x, y float64, times int) error {
	for i := range times {
		if err := b.run(chromedp.MouseClickXY(x, y, chromedp.ClickCount(i+1))); err != nil {
			return err
		}
	}
	return nil
}

func (b chromiumTab) Type(keys string) error { return b.run(chromedp.KeyEvent(keys)) }

func (b chromiumTab) Picture(css string) ([]byte, error) {
	return chromedp.Run(b.ctx, chromedp.ScreenshotScale(chromedp.CSS(css), 2))
}

func (b chromiumTab) Downloads() (folder string, err error) {
	folder = b.t.TempDir()
	_, err = chromedp.CallBrowser(b.ctx, cdpbrowser.SetDownloadBehavior, cdpbrowser.SetDownloadBehaviorParams{
		Behavior: cdpbrowser.SetDownloadBehaviorBehaviorAllow, DownloadPath: folder,
		BrowserContextID: chromedp.FromContext(b.ctx).BrowserContextID,
	})
	return folder, err
}

func (b chromiumTab) AllowClipboard() error {
	for _, name := range []string{"clipboard-read", "clipboard-write"} {
		_, err := chromedp.CallBrowser(b.ctx, cdpbrowser.SetPermission, cdpbrowser.SetPermissionParams{
			Permission: &cdpbrowser.PermissionDescriptor{Name: name}, Setting: cdpbrowser.PermissionSettingGranted,
			BrowserContextID: chromedp.FromContext(b.ctx).BrowserContextID,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (b chromiumTab) Back() error {
	history, err := chromedp.Call(b.ctx, cdppage.GetNavigationHistory, cdp.Empty{})
	if err != nil {
		return err
	}
	if history.CurrentIndex == 0 {
		return fmt.Errorf("there is nothing to go back to")
	}
	_, err = chromedp.Call(b.ctx, cdppage.NavigateToHistoryEntry,
		cdppage.NavigateToHistoryEntryParams{EntryID: history.Entries[history.CurrentIndex-1].ID})
	return err
}

func (b chromiumTab) Reload() error {
	_, err := chromedp.Call(b.ctx, cdppage.Reload, cdppage.ReloadParams{})
	return err
}

// find is the first element of these roles with this name.
func (b chromiumTab) find(name string, roles ...string) (cdp.BackendNodeID, error) {
	root, err := chromedp.Run(b.ctx, chromedp.Evaluate[*runtime.RemoteObject](`document`))
	if err != nil {
		return 0, err
	}
	for _, role := range roles {
		found, err := chromedp.Call(b.ctx, accessibility.QueryAXTree, accessibility.QueryAXTreeParams{
			ObjectID: root.ObjectID, AccessibleName: name, Role: role,
		})
		if err != nil {
			return 0, err
		}
		for _, node := range found.Nodes {
			if !node.Ignored {
				return node.BackendDOMNodeID, nil
			}
		}
	}
	return 0, fmt.Errorf("no %s is called %q", strings.Join(roles, " or "), name)
}

// Middle is the point of an element that a finger aims at.
func (b chromiumTab) Middle(name string, roles ...string) (x, y float64, err error) {
	node, err := b.find(name, roles...)
	if err != nil {
		return 0, 0, err
	}
	_, err = chromedp.Call(b.ctx, dom.ScrollIntoViewIfNeeded, dom.ScrollIntoViewIfNeededParams{BackendNodeID: node})
	if err != nil {
		return 0, 0, err
	}
	quads, err := chromedp.Call(b.ctx, dom.GetContentQuads, dom.GetContentQuadsParams{BackendNodeID: node})
	if err != nil {
		return 0, 0, err
	}
	if len(quads.Quads) == 0 {
		return 0, 0, fmt.Errorf("%q is not to be seen", name)
	}
	q := quads.Quads[0]
	return (q[0] + q[4]) / 2, (q[1] + q[5]) / 2, nil
}
