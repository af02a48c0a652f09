// What a person would see go wrong on the page as it is drawn: a list of sentences, empty when all is well.
() => {
  const faults = [];
  const short = (text) => JSON.stringify(text.trim().replace(/\s+/g, " ").slice(0, 60));

  for (const part of document.querySelectorAll("html, body, [data-testid=stMain], [role=dialog]")) {
    const more = part.scrollWidth - part.clientWidth;
    if (more > 1) faults.push(`scrolls sideways by ${more} px: ${part.dataset.testid || part.tagName.toLowerCase()}`);
  }

  const seen = (element) => {
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      const style = getComputedStyle(at);
      // Words for screen readers only: a box of one pixel, or cut to nothing.
      if (style.clip === "rect(0px, 0px, 0px, 0px)" || style.clipPath === "inset(50%)") return false;
      if (style.position === "absolute" && at.clientWidth <= 1 && at.clientHeight <= 1 && !(at instanceof SVGElement)) return false;
    }
    return true;
  };
  const layer = (element) =>
    element.closest("[role=dialog], [data-testid=stSidebar], [data-testid=stBottom], [data-testid=stHeader]") || document.body;

  // Each line of each text, with the box it is drawn in.
  const lines = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const element = node.parentElement;
    const text = node.data;
    if (!text.trim() || element.closest("script, style, noscript, title, desc, [data-testid=stDataFrame]")) continue;
    // An icon is a ligature: its word is not what is drawn.
    if (element.closest("[data-testid=stIconMaterial], .material-symbols-rounded, [class*=material-symbols]")) continue;
    if (!seen(element)) continue;
    const drawn = element instanceof SVGElement;
    if (drawn && text.trim().endsWith("…")) faults.push(`a chart cuts its words: ${short(text)}`);
    let boxes;
    if (drawn) boxes = [element.getBoundingClientRect()];
    else {
      const range = document.createRange();
      range.selectNodeContents(node);
      boxes = [...range.getClientRects()];
    }
    for (const box of boxes) {
      if (box.width < 1 || box.height < 1) continue;
      lines.push({ element, text, box, layer: layer(element), drawn });
    }
  }

  const said = new Set();
  const once = (fault) => { if (!said.has(fault)) { said.add(fault); faults.push(fault); } };

  for (const { element, text, box } of lines) {
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.display === "inline" || style.display === "contents") continue;
      const frame = at.getBoundingClientRect();
      if (box.right <= frame.left || box.left >= frame.right || box.bottom <= frame.top || box.top >= frame.bottom) {
        // Wholly outside: folded away or scrolled off, not cut.
        if (style.overflowX !== "visible" || style.overflowY !== "visible") break;
        continue;
      }
      const scrolls = (way) => style[way] === "auto" || style[way] === "scroll";
      if (scrolls("overflowX") && scrolls("overflowY")) break;
      const wide = Math.max(box.right - frame.right, frame.left - box.left);
      const high = Math.max(box.bottom - frame.bottom, frame.top - box.top);
      if (/hidden|clip/.test(style.overflowX) && wide > 1.5) { once(`cut at the side by ${Math.round(wide)} px: ${short(text)}`); break; }
      if (/hidden|clip/.test(style.overflowY) && high > box.height / 4) { once(`cut above or below by ${Math.round(high)} px: ${short(text)}`); break; }
    }
  }

  lines.sort((one, other) => one.box.top - other.box.top);
  for (let first = 0; first < lines.length; first++) {
    const one = lines[first];
    for (let second = first + 1; second < lines.length; second++) {
      const other = lines[second];
      if (other.box.top > one.box.bottom) break;
      if (one.layer !== other.layer || one.element === other.element) continue;
      // Streamlit draws a button with help twice on a narrow screen, and marks cut out of one another in charts.
      const high = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      const wide = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      if (wide > 3 && high > 0.35 * Math.min(one.box.height, other.box.height))
        once(`drawn over each other: ${short(one.text)} and ${short(other.text)}`);
    }
  }

  const pen = document.createElement("canvas").getContext("2d");
  for (const field of document.querySelectorAll("input, textarea")) {
    const words = field.value || field.placeholder;
    if (!words || /checkbox|radio|range|file|hidden/.test(field.type) || field.tagName === "TEXTAREA" || !seen(field)) continue;
    const style = getComputedStyle(field);
    const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    if (room < 20) continue;
    pen.font = style.font;
    const wide = pen.measureText(words).width;
    if (wide > room + 1.5) once(`a field cuts its words by ${Math.round(wide - room)} px: ${short(words)}`);
  }
  return faults;
}
