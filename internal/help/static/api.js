// The filter of the API's reference: a resource stays when one of its operations fits, an operation when it has every word.
document.addEventListener("input", (e) => {
	if (e.target.id !== "api-find") return;
	const words = e.target.value.toLowerCase().split(/\s+/).filter(Boolean);
	const fits = (text) => words.every((word) => text.toLowerCase().includes(word));
	let any = false;
	for (const tag of document.querySelectorAll(".api-tag")) {
		const whole = fits(tag.dataset.text);
		let some = false;
		for (const op of tag.querySelectorAll(".api-link")) {
			op.hidden = !whole && !fits(tag.dataset.text + " " + op.textContent);
			some ||= !op.hidden;
		}
		tag.hidden = !whole && !some;
		tag.querySelector("ul").hidden = words.length === 0 && !("open" in tag.dataset);
		any ||= !tag.hidden;
	}
	document.getElementById("api-none").hidden = any;
});
