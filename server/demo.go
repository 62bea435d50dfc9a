package main

import "context"

func runDemo(context.Context, console, []string) error { return nil }
