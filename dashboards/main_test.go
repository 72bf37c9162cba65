package dashboards_test

import (
	"testing"

	"hesuan/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }
