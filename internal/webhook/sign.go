package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
	"time"
)

// Sign is the signature of a delivery (Standard Webhooks v1): HMAC-SHA256 over "id.timestamp.body" under the secret, which is base64 behind whsec_.
func Sign(secret, messageID string, at time.Time, body []byte) string {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		key = []byte(secret)
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(messageID + "." + strconv.FormatInt(at.Unix(), 10) + "."))
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// ErrSignature says that a delivery is not from whom it seems to be, or too old.
var ErrSignature = errors.New("the signature does not fit")

// tolerance is how old a delivery may be when it arrives.
const tolerance = 5 * time.Minute

// Verify holds a delivery against its headers; receivers do the same.
func Verify(secret, messageID, timestamp, signatures string, body []byte, now time.Time) error {
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if at := time.Unix(seconds, 0); err != nil || now.Sub(at).Abs() > tolerance {
		return ErrSignature
	}
	want := Sign(secret, messageID, time.Unix(seconds, 0), body)
	for _, one := range strings.Fields(signatures) {
		if hmac.Equal([]byte(one), []byte(want)) {
			return nil
		}
	}
	return ErrSignature
}
