package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"mime"
	"mime/multipart"
	"net"
	"os"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"latchkey/internal/attachment"
	"latchkey/internal/db"

	"github.com/gofiber/fiber/v2"
)

const (
	// slowest is how many bytes of a form with files have to come in a second, over patience.
	slowest = 16 << 10
	// patience is how long the sender may pause after having kept up.
	patience = 10 * time.Second
	// mostUploads is how many forms with files come in at once. Each takes room on the disk before anybody has read it.
	mostUploads = 64
	// mostParts is how many fields and files a form has: more than any of ours.
	mostParts = 200
	// mostThrough is how many bytes more than the files may have are read and dropped, so that the form comes back with
	// what was typed, and with words for the file that is too large.
	mostThrough = 48 << 20
)

var (
	errSlow     = errors.New("the form came in too slowly")
	errCrowded  = errors.New("too many files are coming in at once")
	errReadOnce = errors.New("the form was read already")
)

// Upload is what came with a form that carries files.
type Upload struct {
	Files   []*attachment.Staged
	Refused []RefusedFile

	limits attachment.Limits
	far    int64 // more bytes than these the form has, so that its files were not waited for; 0: they were
}

// RefusedFile is a file that was not taken, with why: one of the errors of [attachment], or [db.ErrFull] and its like.
type RefusedFile struct {
	Name string
	Err  error
}

// Discard takes the temporary files away. The caller defers it.
func (u *Upload) Discard() {
	for _, f := range u.Files {
		f.Discard()
	}
}

// streamed is what of a form has been read.
type streamed struct {
	values map[string][]string
	size   int  // bytes of the values
	files  bool // one was chosen
	began  bool // the first one has been reached, so all fields before it are known
}

// takeTime lets the body of a request take longer than an answer may. The time for that begins once it has come in, and ends
// when the returned function is called.
func (r *Request) takeTime() (done func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(r.c.UserContext()))
	r.c.SetUserContext(ctx)
	return func() {
		if r.ready != nil {
			r.ready()
		}
		cancel()
	}
}

// Upload reads the form of a Streams route, and keeps its files as they come; after it, [Request.Field] and
// [Request.FieldList] know the other fields. A file that is not taken is in Refused, and the others are. The caller has
// asked before whether the person may write here. Of a form that is far too large the fields before its first file are read,
// and all its files count as one that was not taken: what stands behind them, as the button that was pressed, is not known
// then. An error is for the handler to return: the form was too slow, broken or
// without end, the person's session has ended meanwhile, or too many files are coming in at once. What of the fields of
// [Route.Draft] has come is kept then.
func (r *Request) Upload(files *attachment.Files) (*Upload, error) {
	return r.UploadWithin(files, files.Limits(r.Context()))
}

// UploadWithin is [Request.Upload] for files that have limits of their own.
func (r *Request) UploadWithin(files *attachment.Files, limits attachment.Limits) (*Upload, error) {
	up := &Upload{}
	if !isUpload(r.c) {
		return up, nil
	}
	if r.streamed != nil {
		return up, errReadOnce
	}
	up.limits = limits
	err := up.read(r, files)
	if errors.Is(err, errTooMuch) {
		err = up.tooFar(r, err)
	}
	if err == nil {
		err = r.stillThere()
	}
	if err != nil {
		up.Discard()
		up.Files = nil
		return up, r.kept(err)
	}
	ctx, cancel := context.WithTimeout(r.c.UserContext(), requestTime)
	r.ready = cancel
	r.c.SetUserContext(ctx)
	return up, nil
}

// read takes what comes in.
func (u *Upload) read(r *Request, files *attachment.Files) error {
	form, err := r.openForm(u.limits.Total + mostThrough)
	if err != nil {
		return err
	}
	whose := r.whose()
	if !r.Site.uploads.enter(whose) {
		return errCrowded
	}
	defer r.Site.uploads.leave(whose)
	err = form.each(func(part *multipart.Part, name string) error { return u.take(r, files, part, name) })
	if err == nil {
		form.body.afterwards()
	}
	return err
}

// tooFar has none of the files of a form taken that is far too large, if it is they that make it so; else it returns why it
// is not read.
func (u *Upload) tooFar(r *Request, why error) error {
	u.Discard()
	u.Files, u.Refused = nil, nil
	if r.readAhead(); r.streamed == nil || !r.streamed.began {
		return why
	}
	u.far = max(u.limits.Total+mostThrough, int64(r.c.Request().Header.ContentLength()))
	return u.refuse("", attachment.ErrTooMuch)
}

// take keeps one file, or says why not.
func (u *Upload) take(r *Request, files *attachment.Files, content io.Reader, name string) error {
	limits := u.limits
	var total int64
	for _, f := range u.Files {
		total += f.Size
	}
	most := min(limits.Size, limits.Total-total)
	if len(u.Files) >= limits.Count {
		return u.refuse(name, attachment.ErrTooMany)
	}
	staged, err := files.Stage(r.Context(), name, content, most)
	switch {
	case err == nil:
		u.Files = append(u.Files, staged)
		return nil
	case errors.Is(err, attachment.ErrTooLarge) && most < limits.Size:
		return u.refuse(name, attachment.ErrTooMuch)
	case errors.Is(err, attachment.ErrEmpty) && name == "": // the field was left alone
		return nil
	case errors.Is(err, attachment.ErrTooLarge), errors.Is(err, attachment.ErrEmpty):
		return u.refuse(name, err)
	case db.IsDisk(err):
		r.Site.Log.Error("a file can't be kept", "error", err)
		return u.refuse(name, err)
	}
	return err
}

func (u *Upload) refuse(name string, err error) error {
	if len(u.Refused) < mostParts {
		u.Refused = append(u.Refused, RefusedFile{Name: attachment.CleanName(name), Err: err})
	}
	return nil
}

// stillThere asks once more who sends the form: its body may have taken minutes.
func (r *Request) stillThere() error {
	if r.Session.ID == "" {
		return nil
	}
	if err := r.loadSession(); err != nil {
		return r.missed(err, r.route)
	}
	return r.authorize(r.route)
}

// whose is whom a form with files counts for.
func (r *Request) whose() string {
	if r.Session.UserID != "" {
		return r.Session.UserID
	}
	return NetworkOf(r.Client.Address).String()
}

// arrivingForm is a form that is just coming in.
type arrivingForm struct {
	r     *Request
	body  *arrivingBody
	rate  *pace
	parts *multipart.Reader
}

// openForm begins to read a form, of at most so many bytes.
func (r *Request) openForm(most int64) (*arrivingForm, error) {
	_, parameters, err := mime.ParseMediaType(r.c.Get(fiber.HeaderContentType))
	body, is := r.c.Context().UserValue(bodyKey{}).(*arrivingBody)
	if err != nil || !is || parameters["boundary"] == "" || r.c.Get(fiber.HeaderContentEncoding) != "" {
		return nil, ErrNotAForm
	}
	if int64(body.left) > most {
		return nil, fmt.Errorf("%w: %w", ErrTooLarge, errTooMuch)
	}
	header := &r.c.Request().Header
	if _, named := r.Site.sender(header); named && !r.Site.arrivals.holds(header, time.Now().Add(r.Site.uploads.mayPause())) {
		return nil, errCrowded // behind a proxy: they have as many on the way as are still free
	}
	r.streamed = &streamed{values: map[string][]string{}}
	f := &arrivingForm{r: r, body: body, rate: &pace{r: r, from: body, until: time.Now().Add(r.Site.uploads.mayPause()), most: most}}
	f.parts = multipart.NewReader(f.rate, parameters["boundary"])
	return f, nil
}

// each reads the fields, and hands every file to take.
func (f *arrivingForm) each(take func(part *multipart.Part, name string) error) error {
	for range mostParts {
		f.rate.headers()
		part, err := f.parts.NextRawPart()
		if err == io.EOF { // itself: the last boundary. One that is wrapped has come too early
			return nil
		}
		if err != nil {
			return f.failure(err)
		}
		f.rate.content()
		_, parameters, err := mime.ParseMediaType(part.Header.Get(fiber.HeaderContentDisposition))
		if err != nil {
			return ErrBadRequest
		}
		if name, isFile := parameters["filename"]; isFile {
			f.r.streamed.files, f.r.streamed.began = f.r.streamed.files || name != "", true
			err = take(part, unquoted.Replace(name))
			if err == nil { // what was not taken of it would count as the headers of the next
				_, err = io.Copy(io.Discard, part)
			}
		} else {
			err = f.r.streamed.add(parameters["name"], part)
		}
		if err != nil {
			return f.failure(err)
		}
	}
	return fmt.Errorf("%w: more than %d parts", ErrBadRequest, mostParts)
}

// unquoted undoes what browsers do to a name that they put between quotes.
var unquoted = strings.NewReplacer("%22", `"`, "%0D", "\r", "%0A", "\n")

// failure is what reading a form failed with, in the words of this package.
func (f *arrivingForm) failure(err error) error {
	var timeout net.Error
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return errSlow
	case errors.Is(err, errTooMuch):
		return fmt.Errorf("%w: %w", ErrTooLarge, errTooMuch)
	case errors.Is(err, errLongHead):
		return ErrTooLarge
	case errors.Is(err, ErrTooLarge), errors.Is(err, ErrBadRequest):
		return err
	}
	return fmt.Errorf("%w: %w", ErrBadRequest, err)
}

// errFile ends the reading of the fields that stand before the first file.
var errFile = errors.New("a file begins")

// readAhead reads the fields of a form that stand before its first file, where the form is not wanted any more and what was
// typed is.
func (r *Request) readAhead() {
	if !r.route.Streams || r.streamed != nil || !isUpload(r.c) {
		return
	}
	if form, err := r.openForm(math.MaxInt64); err == nil { // it ends at the first file, and at the limit of the fields
		_ = form.each(func(*multipart.Part, string) error { return errFile })
	}
}

// arrived returns the values of a field that have come in.
func (r *Request) arrived(name string) []string {
	if r.streamed == nil {
		return nil
	}
	return r.streamed.values[name]
}

// add keeps a field of text. All of them together have the usual limit.
func (s *streamed) add(name string, content io.Reader) error {
	text, err := io.ReadAll(io.LimitReader(content, int64(BodyLimit-s.size)+1))
	if err != nil {
		return err
	}
	if s.size += len(text); s.size > BodyLimit {
		return ErrTooLarge
	}
	if utf8.Valid(text) {
		s.values[name] = append(s.values[name], bare(name, string(text)))
	}
	return nil
}

// uploads are the forms with files that are coming in. The rule for connections holds: nobody has more of them than are still
// free. Safe for concurrent use.
type uploads struct {
	patience time.Duration // 0: the usual

	mu  sync.Mutex
	all int
	of  map[string]int
}

// mayPause is how long a sender may pause after having kept up.
func (u *uploads) mayPause() time.Duration { return cmp.Or(u.patience, patience) }

func (u *uploads) enter(whose string) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.of[whose] >= mostUploads-u.all {
		return false
	}
	if u.of == nil {
		u.of = map[string]int{}
	}
	u.all++
	u.of[whose]++
	return true
}

func (u *uploads) leave(whose string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.all--
	if u.of[whose]--; u.of[whose] == 0 {
		delete(u.of, whose)
	}
}
