// The command box: Ctrl-K, type, arrows, Enter.
(() => {
	"use strict";
	const { $, on } = window.hesuan;
	const dialog = $("#find"), box = $("#found"), input = $("[data-find]");
	if (!dialog) return;
	let turn = 0;

	const open = () => {
		if (dialog.open) return;
		dialog.showModal();
		input.value = "";
		look();
	};
	const rows = () => [...box.querySelectorAll("a")];
	const choose = (row) => {
		rows().forEach((one) => one.setAttribute("aria-selected", one === row));
		if (row) { row.scrollIntoView({ block: "nearest" }); input.setAttribute("aria-activedescendant", row.id); }
	};
	async function look() {
		const mine = ++turn;
		const answer = await fetch("/find?q=" + encodeURIComponent(input.value.trim()));
		if (mine !== turn || !answer.ok) return;
		const hits = await answer.json();
		if (mine !== turn) return;
		box.replaceChildren();
		let group = null;
		for (const hit of hits) {
			if (!group || group.dataset.name !== hit.group) {
				group = document.createElement("div");
				group.dataset.name = hit.group;
				group.setAttribute("role", "group");
				group.setAttribute("aria-label", hit.group);
				const head = document.createElement("div");
				head.className = "found-head";
				head.setAttribute("aria-hidden", "true");
				head.textContent = hit.group;
				group.append(head);
				box.append(group);
			}
			group.append(draw(hit));
		}
		if (!hits.length) {
			const none = document.createElement("p");
			none.textContent = box.dataset.none;
			box.append(none);
		}
		choose(rows()[0]);
	}
	let made = 0;
	function draw(hit) {
		const part = (name, className, text) => { const one = document.createElement(name); one.className = className; one.textContent = text || ""; return one; };
		const row = part("a", "");
		row.href = hit.href;
		row.id = "found-" + (++made);
		row.tabIndex = -1;
		row.setAttribute("role", "option");
		row.append(part("i", "ti ti-" + hit.icon), part("span", "found-text", hit.text));
		if (hit.note) row.append(part("span", "found-note", hit.note));
		if (hit.state) row.append(part("span", "state state-" + hit.tone, hit.state));
		else if (hit.kind !== hit.group) row.append(part("small", "", hit.kind));
		return row;
	}
	let later;
	input.addEventListener("input", () => { clearTimeout(later); later = setTimeout(look, 90); });
	input.addEventListener("keydown", async (e) => {
		const all = rows(), at = all.findIndex((row) => row.getAttribute("aria-selected") === "true");
		if (e.key === "Escape") {
			e.preventDefault();
			dialog.close();
		} else if (e.key === "ArrowDown" || e.key === "ArrowUp") {
			e.preventDefault();
			choose(all[(at + (e.key === "ArrowDown" ? 1 : -1) + all.length) % all.length]);
		} else if (e.key === "Enter" && !e.isComposing) {
			e.preventDefault();
			clearTimeout(later);
			await look();
			const row = box.querySelector("[aria-selected=true]");
			if (row) location.href = row.href;
		}
	});
	on("click", "[data-find-open]", open);
	document.addEventListener("keydown", (e) => {
		if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "k") { e.preventDefault(); open(); }
	});
})();
