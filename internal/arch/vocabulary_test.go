package arch

import (
	"go/ast"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// ourWords are words that meant something in this program alone, each with the field's word for it. A newcomer should
// not have to learn them, so no declared name has one in it.
var ourWords = map[string]string{
	"asking": "prompt", "became": "status", "crowd": "concurrency, or clients", "deed": "pending action", "doer": "actor",
	"doors": "access table", "house": "fixture, or host", "hush": "drain", "lane": "limit", "lanes": "limits", "owed": "required",
	"prover": "verifier", "visitor": "client",
}

// ourNames are whole names that were ours alone.
var ourNames = map[string]string{
	"Asked": "PromptProps", "Beginning": "Enrollment", "Charge": "Add", "ConfirmFirst": "StepUpURL",
	"Entered": "OnSignedIn", "ErrGone": "ErrExpired", "ErrStale": "ErrStepUpRequired", "ErrTwice": "ErrDuplicate",
	"Facts": "Data", "Floor": "MinResponseTime", "GiveBack": "Refund", "Held": "pendingForm", "Hold": "RequireStepUp",
	"Judge": "StrengthChecker", "Places": "PromptPaths", "Proved": "ResumeAfterStepUp", "Reopen": "Reset", "Rest": "waitFloor",
	"Right": "Succeed", "StaleError": "StepUpError", "Take": "Reserve", "TakeOff": "RemoveAll", "Way": "Method", "Ways": "Methods",
	"admit": "authenticate", "alone": "lock", "endAll": "RevokeAll", "heard": "listenAddress", "held": "pendingForm", "hook": "webhook",
	"letGo": "dropPending", "pass": "authorize", "tell": "notify",
}

func TestNamesAreTheFieldsOwn(t *testing.T) {
	for _, f := range sources(t).files {
		if f.syntax == nil || f.generated || f.path == "internal/arch/vocabulary_test.go" {
			continue
		}
		for _, name := range declared(f.syntax) {
			if strings.HasPrefix(name, "Test") {
				continue // a sentence
			}
			if better := ourNames[name]; better != "" {
				t.Errorf("%s: %s is a word of our own; the field says %s", f.path, name, better)
			}
			for _, word := range wordsOf(name) {
				if better := ourWords[word]; better != "" {
					t.Errorf("%s: %s has a word of our own in it, %q; the field says %s", f.path, name, word, better)
				}
			}
		}
	}
}

// declared lists the names that a file gives to packages, types, functions, methods, fields, and to what stands outside functions.
func declared(file *ast.File) (names []string) {
	fields := func(list *ast.FieldList) {
		if list == nil {
			return
		}
		for _, field := range list.List {
			for _, name := range field.Names {
				names = append(names, name.Name)
			}
		}
	}
	names = append(names, file.Name.Name)
	for _, declaration := range file.Decls {
		switch d := declaration.(type) {
		case *ast.FuncDecl:
			names = append(names, d.Name.Name)
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch s := spec.(type) {
				case *ast.ValueSpec:
					for _, name := range s.Names {
						names = append(names, name.Name)
					}
				case *ast.TypeSpec:
					names = append(names, s.Name.Name)
					switch of := s.Type.(type) {
					case *ast.StructType:
						fields(of.Fields)
					case *ast.InterfaceType:
						fields(of.Methods)
					}
				}
			}
		}
	}
	return names
}

// wordsOf takes a name apart: "networkLimits" is "network" and "limits".
func wordsOf(name string) []string {
	var spaced strings.Builder
	for _, c := range name {
		if unicode.IsUpper(c) {
			spaced.WriteByte(' ')
		}
		spaced.WriteRune(unicode.ToLower(c))
	}
	return strings.FieldsFunc(spaced.String(), func(c rune) bool { return c == ' ' || c == '_' })
}

func TestAWordOfOurOwnIsFound(t *testing.T) {
	if got := wordsOf("strangersLane_x"); !slices.Equal(got, []string{"strangers", "lane", "x"}) {
		t.Errorf("strangersLane_x is taken apart as %q", got)
	}
	for _, found := range []string{"lane", "visitor", "deed"} {
		if ourWords[found] == "" {
			t.Errorf("%s may be used again", found)
		}
	}
}
