package web

import (
	"github.com/gofiber/fiber/v2"
)

// worker serves the script that keeps the pages at which people scan for a time without a network. Its address is at the top, for it
// may only serve what lies below it.
func (s *Server) worker(c *fiber.Ctx) error {
	found, err := s.files.find("sw.js")
	if err != nil {
		return err
	}
	c.Set("Content-Type", "text/javascript; charset=utf-8")
	c.Set("Cache-Control", "no-cache")
	return c.Send(found.raw)
}

// manifest lets browsers install the house like a program.
func (s *Server) manifest(c *fiber.Ctx) error {
	w := s.words(s.language(c, &visit{}))
	c.Set("Cache-Control", "no-cache")
	err := c.JSON(fiber.Map{
		"name": w.t("app.name"), "short_name": w.t("app.name"), "description": w.t("app.motto"), "lang": w.lang,
		"id": "/", "start_url": "/", "scope": "/", "display": "standalone", "background_color": "#f5f6f8", "theme_color": "#0b6e86",
		"icons": []fiber.Map{{"src": static("/static/icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}},
	})
	c.Set("Content-Type", "application/manifest+json; charset=utf-8")
	return err
}
