package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// answerTime is how long Firefox may take for one command.
const answerTime = 30 * time.Second

// bidi is a connection that speaks WebDriver BiDi: commands with their answers, and events.
type bidi struct {
	socket *websocket.Conn
	events func(name string, params json.RawMessage)

	mu      sync.Mutex
	last    int64
	waiting map[int64]chan answer
}

type answer struct {
	ID      int64           `json:"id"`
	Type    string          `json:"type"`
	Result  json.RawMessage `json:"result"`
	Error   string          `json:"error"`
	Message string          `json:"message"`
	Method  string          `json:"method"`
	Params  json.RawMessage `json:"params"`
}

type params = map[string]any

// speak connects to a browser; events come one after the other.
func speak(ctx context.Context, url string, events func(name string, params json.RawMessage)) (*bidi, error) {
	socket, _, err := websocket.Dial(ctx, url, nil)
	if err != nil {
		return nil, err
	}
	socket.SetReadLimit(64 << 20)
	b := &bidi{socket: socket, events: events, waiting: map[int64]chan answer{}}
	go b.listen(ctx)
	return b, nil
}

func (b *bidi) listen(ctx context.Context) {
	for {
		_, data, err := b.socket.Read(ctx)
		var a answer
		if err != nil || json.Unmarshal(data, &a) != nil {
			return // every command that waits says so in the end
		}
		if a.Method != "" {
			b.events(a.Method, a.Params)
			continue
		}
		b.mu.Lock()
		wait := b.waiting[a.ID]
		delete(b.waiting, a.ID)
		b.mu.Unlock()
		if wait != nil {
			wait <- a
		}
	}
}

// call sends one command and waits for its answer.
func (b *bidi) call(method string, p params) (json.RawMessage, error) {
	wait := make(chan answer, 1)
	b.mu.Lock()
	b.last++
	id := b.last
	b.waiting[id] = wait
	b.mu.Unlock()
	data, err := json.Marshal(params{"id": id, "method": method, "params": p})
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), answerTime)
	defer cancel()
	if err := b.socket.Write(ctx, websocket.MessageText, data); err != nil {
		return nil, fmt.Errorf("%s: %w", method, err)
	}
	select {
	case a := <-wait:
		if a.Type == "error" {
			return nil, fmt.Errorf("%s: %s: %s", method, a.Error, a.Message)
		}
		return a.Result, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("%s: no answer in %v", method, answerTime)
	}
}
