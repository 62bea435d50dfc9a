package canned

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

func withChildren(frame, screen templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return frame.Render(templ.WithChildren(ctx, screen), w)
	})
}

// inMeters draws each component where Password has its meter.
func inMeters(title string, all []component) component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		if _, err := io.WriteString(w, "<h1>"+templ.EscapeString(title)+"</h1>"); err != nil {
			return err
		}
		for _, c := range all {
			if _, err := io.WriteString(w, `<div class="meter">`); err != nil {
				return err
			}
			if err := c.Render(ctx, w); err != nil {
				return err
			}
			if _, err := io.WriteString(w, "</div>"); err != nil {
				return err
			}
		}
		return nil
	})
}
