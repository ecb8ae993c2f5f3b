// Hears what a screen reader says without being asked: what is added to live regions, each addition whole and once.
() => {
  const said = (window.heard = []);
  const live = (node) => node.closest("[aria-live], [role=log], [role=status], [role=alert]");
  const words = (node) => {
    if (node instanceof Text) return node.data;
    if (node.ariaHidden === "true" || node.ariaLive === "off" || !node.checkVisibility()) return "";
    return node.matches("a, [role=img]") ? node.ariaLabel : [...node.childNodes].map(words).filter(Boolean).join(" ");
  };
  const heard = (changes) => {
    const added = new Set(changes.flatMap(({ addedNodes }) => [...addedNodes]).filter((node) => node.isConnected));
    for (const node of added) {
      const region = live(node instanceof Text ? node.parentElement : node);
      const parts = [...added].some((other) => other !== node && other.contains(node));
      if (!region || parts || region.ariaLive === "off" || region.ariaBusy === "true") continue;
      const text = words(node).trim();
      if (text) said.push(text);
    }
  };
  new MutationObserver(heard).observe(document.querySelector("threadline-chat").shadowRoot, { childList: true, subtree: true });
}
