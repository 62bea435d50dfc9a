package main

import "context"

func (b *bench) measureWeight(ctx context.Context) (err error)  { return nil }
func (b *bench) measureBrowser(ctx context.Context) (err error) { return nil }
