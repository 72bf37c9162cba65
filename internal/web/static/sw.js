// What works without a network: the pages at which people scan. They come from the house while it can be reached, else as they were last
// seen; what is scanned on them is kept and sent by the pages themselves.
"use strict";
const shelf = "hesuan", pages = /^\/(receive|pick|sales\/entry)(\/[0-9a-f-]{36})?$/, patience = 6000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (e) => e.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (e) => {
	const at = new URL(e.request.url);
	if (e.request.method !== "GET" || at.origin !== location.origin) return;
	if (at.pathname.startsWith("/static/")) e.respondWith(at.search ? kept(e.request) : fresh(e.request));
	else if (e.request.mode === "navigate" && pages.test(at.pathname)) e.respondWith(fresh(e.request));
});

// kept is for files whose address has their version: they never change.
async function kept(request) {
	const found = await (await caches.open(shelf)).match(request);
	return found || fresh(request);
}

// fresh asks the house, and takes what was last seen where it does not answer.
async function fresh(request) {
	const box = await caches.open(shelf), old = await box.match(request, { ignoreSearch: request.mode === "navigate" });
	try {
		const answer = await fetch(request, old ? { signal: AbortSignal.timeout(patience) } : {});
		if (answer.ok && !answer.redirected) box.put(request, answer.clone());
		return answer;
	} catch (fault) {
		if (old) return old;
		throw fault;
	}
}
