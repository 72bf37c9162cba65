// Runs before anything is drawn: the page appears at once in the theme that the person chose, or that the system has.
(() => {
	"use strict";
	const root = document.documentElement, dark = matchMedia("(prefers-color-scheme: dark)");
	const set = () => {
		const chosen = root.dataset.theme;
		root.dataset.bsTheme = chosen === "dark" || (chosen !== "light" && dark.matches) ? "dark" : "light";
	};
	set();
	dark.addEventListener("change", set);
})();
