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
		if (row) row.scrollIntoView({ block: "nearest" });
	};
	async function look() {
		const mine = ++turn;
		const answer = await fetch("/find?q=" + encodeURIComponent(input.value.trim()));
		if (mine !== turn || !answer.ok) return;
		const hits = await answer.json();
		if (mine !== turn) return;
		box.replaceChildren(...hits.map(draw));
		if (!hits.length) {
			const none = document.createElement("p");
			none.textContent = box.dataset.none;
			box.append(none);
		}
		choose(rows()[0]);
	}
	function draw(hit) {
		const row = document.createElement("a"), icon = document.createElement("i"), text = document.createElement("span"), kind = document.createElement("small");
		row.href = hit.href;
		row.setAttribute("role", "option");
		icon.className = "ti ti-" + hit.icon;
		text.textContent = hit.text;
		kind.textContent = hit.kind;
		row.append(icon, text, kind);
		return row;
	}
	let later;
	input.addEventListener("input", () => { clearTimeout(later); later = setTimeout(look, 90); });
	input.addEventListener("keydown", async (e) => {
		const all = rows(), at = all.findIndex((row) => row.getAttribute("aria-selected") === "true");
		if (e.key === "ArrowDown" || e.key === "ArrowUp") {
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
