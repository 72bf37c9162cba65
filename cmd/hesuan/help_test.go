package main

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"hesuan/internal/config"
)

func TestHelpListsEverySetting(t *testing.T) {
	var out bytes.Buffer
	if code := runHere(t, &out, "help"); code != 0 {
		t.Fatalf("exit code %d", code)
	}
	for field := range reflect.TypeFor[config.Config]().Fields() {
		if name := field.Tag.Get("env"); name == "" || !strings.Contains(out.String(), "$"+name) {
			t.Errorf("help does not list %s (%s):\n%s", field.Name, name, out.String())
		}
	}
}

func TestHelpOfOneCommand(t *testing.T) {
	var out bytes.Buffer
	if code := runHere(t, &out, "help", "kafka"); code != 0 || !strings.Contains(out.String(), "Run the embedded Kafka") {
		t.Errorf("exit code %d:\n%s", code, out.String())
	}
}

func TestAWrongCommandLineIsCode2(t *testing.T) {
	for _, args := range [][]string{{"nonsense"}, {"kafka", "--listen", "8080"}} {
		if code := run(t.Context(), args, &bytes.Buffer{}); code != 2 {
			t.Errorf("%q ends with code %d", args, code)
		}
	}
}
