package components

import "testing"

func TestPeopleAreGreetedByAWholeName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Ada Hartwell": "Ada", " Ada ": "Ada", "": "", "عبد الرحمن الخطيب": "عبد الرحمن", "عبد": "عبد", "أبو بكر الصديق": "أبو بكر",
		"Abdul Rahman Khatib": "Abdul Rahman", "ليلى حداد": "ليلى", "Abdullah Aziz": "Abdullah",
	} {
		if got := (Person{Name: name}).GivenName(); got != want {
			t.Errorf("%q is greeted as %q, want %q", name, got, want)
		}
	}
}
