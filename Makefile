# Hesuan. `make run` is all you need; `make help` lists the rest.

SHELL       := /bin/bash
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
# go test, which says once more at the end what failed, and why.
GOTEST      := go run gotest.tools/gotestsum@v1.13.0 --format standard-quiet --
DIST        := internal/web/static/dist
# Packages whose tests take a broker, and those that have longer checks: they say so in their own tests.
KAFKA_TESTS  = $(shell grep -rl --include='*_test.go' 'testkit\.Kafka\>' . | xargs -r -n1 dirname | sort -u)
LONG_TESTS   = $(shell grep -rl --include='*_test.go' 'HESUAN_LONG' . | xargs -r -n1 dirname | sort -u)

.PHONY: help run build assets setup setup-test test test-long test-pages test-api test-kafka check bench bench-peers coverage pictures clean
.DEFAULT_GOAL := help

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

run: build ## install what is missing, build, start everything (Ctrl-C stops it)
	@exec bin/hesuan up

build: assets ## build bin/hesuan
	go build -o bin/hesuan ./cmd/hesuan

setup: ## install what building and running need (nothing to do: no output)
	@scripts/setup.sh run

setup-test: ## and what the tests need besides: a browser
	@scripts/setup.sh run test

assets: setup ## put the pages' style sheets, icons and scripts where the binary embeds them
	@scripts/assets.sh $(DIST)

test: build setup-test ## run all tests
	$(GOTEST) -timeout 20m ./...

test-long: build setup-test ## run the longer checks: crashes, a cluster, imports of real history
	@scripts/setup.sh kafka
	HESUAN_LONG=1 $(GOTEST) -count=1 -timeout 40m $(or $(LONG_TESTS),$(error no test asks for HESUAN_LONG: the longer checks are gone))

test-pages: build setup-test ## walk through every page in every look, and do the commonest tasks of each role
	HESUAN_PAGES=1 $(GOTEST) -count=1 -timeout 20m ./cmd/hesuan -run 'EveryPageOfTheHouse|CommonestTasks' -v

test-api: build setup-test ## hold the API against its description with Schemathesis, every check (EXAMPLES=10 SEED=1 ARGS=)
	@scripts/test-api.sh

test-kafka: assets ## run the stream's tests against Apache Kafka
	@scripts/setup.sh kafka
	HESUAN_TEST_KAFKA=apache $(GOTEST) -count=1 -timeout 15m $(KAFKA_TESTS)

bench: build ## measure everything in the quick setting, into build/bench.json
	@scripts/setup.sh bench
	@scripts/bench.sh

check: assets ## gofmt, tidy go.mod, vet, staticcheck
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); test -z "$$unformatted" || { echo "gofmt these:"; echo "$$unformatted"; exit 1; }
	go mod tidy -diff
	go vet ./...
	go run $(STATICCHECK) ./...

bench-peers: build ## measure the forecasts beside StatsForecast on the same series (SETS=… EVERY=10 FROM=../shared/data)
	@scripts/bench-peers.sh

coverage: ## write docs/coverage.md: which requirements the tests name
	go run ./internal/house/coverage

pictures: build setup-test ## draw the README's pictures anew from the demo company
	@mkdir -p docs/picture
	HESUAN_README=$(CURDIR)/docs/picture go test -count=1 -timeout 20m ./cmd/hesuan -run TestTheReadmesPictures

clean: ## remove what was built (not the data)
	rm -rf bin build node_modules
	find $(DIST) -mindepth 1 ! -name .keep -delete
