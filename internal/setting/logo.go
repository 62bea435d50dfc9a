package setting

import (
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
)

// MostLogo is the largest size of a logo, in bytes.
const MostLogo = 32 << 10

// The images that a browser draws, by what a data: URL calls them.
var logoTypes = map[string]bool{"image/svg+xml": true, "image/png": true, "image/webp": true}

// LogoURL returns the value of brand.logo for the bytes of an image file, or an error that says in words what
// is wrong with the image.
func LogoURL(image []byte) (string, error) {
	kind := http.DetectContentType(image)
	if strings.Contains(string(image[:min(len(image), 1024)]), "<svg") {
		kind = "image/svg+xml"
	}
	value := "data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(image)
	return value, checkLogo(value)
}

// ParseLogo returns the media type and the bytes of a value of brand.logo.
func ParseLogo(value string) (kind string, image []byte, err error) {
	kind, body, found := strings.Cut(strings.TrimPrefix(value, "data:"), ";base64,")
	image, err = base64.StdEncoding.DecodeString(body)
	if err != nil || !found || !logoTypes[kind] || len(image) > MostLogo {
		return "", nil, errors.New("the logo is an SVG, PNG or WebP image of at most 32 KiB")
	}
	return kind, image, nil
}

func checkLogo(value string) error {
	_, _, err := ParseLogo(value)
	return err
}
