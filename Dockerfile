# Hesuan as a container: one binary, its roles as commands. Build it where the repository lies:
#   docker build -t hesuan .
FROM golang:1.26-bookworm AS build
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends npm && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
# The pages' files come from npm; the embedded engines, which a container does without, stay behind.
RUN make build

FROM debian:bookworm-slim
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends ca-certificates curl && rm -rf /var/lib/apt/lists/* \
	&& useradd --system --uid 10001 --create-home hesuan
COPY --from=build /src/bin/hesuan /usr/local/bin/hesuan
USER hesuan
ENTRYPOINT ["hesuan"]
CMD ["help"]
