package hosttest

import (
	"net/http"
	"sync"

	"latchkey/server/web"
)

// AtOnce calls do n times at the same moment and counts the results by what do returned.
func AtOnce(n int, do func(i int) string) map[string]int {
	var mu sync.Mutex
	var ready, done sync.WaitGroup
	begin, outcomes := make(chan struct{}), map[string]int{}
	ready.Add(n)
	for i := range n {
		done.Go(func() {
			ready.Done()
			<-begin
			outcome := do(i)
			mu.Lock()
			defer mu.Unlock()
			outcomes[outcome]++
		})
	}
	ready.Wait()
	close(begin)
	done.Wait()
	return outcomes
}

// Twins returns n browsers with the same cookies, each with a connection of its own.
func (b *Browser) Twins(n int) []*Browser {
	all := make([]*Browser, n)
	for i := range all {
		all[i] = b.Server.Browser()
		all[i].Transport = &http.Transport{}
		b.T.Cleanup(all[i].CloseIdleConnections)
		for _, name := range []string{
			web.ChallengeCookie, web.SessionCookie, web.BrowserCookie, web.MethodCookie,
			web.CaseCookie, web.CaseLinkCookie, web.RegisterCookie, web.NotMeCookie,
		} {
			if value := b.Cookie(name); value != "" {
				all[i].Plant(name, value)
			}
		}
		all[i].Get("/contact") // the connection is there when it begins
	}
	return all
}
