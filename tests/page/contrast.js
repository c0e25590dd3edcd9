// Find words whose colour stands out from their ground by less than 4.5 to 1 (WCAG 2.2, AA). Evaluated in the page; returns what is wrong.
() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });

  const pixel = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };

  const over = (top, under) => {
    const share = top[3] / 255;
    return [...[0, 1, 2].map((i) => top[i] * share + under[i] * (1 - share)), 255];
  };

  const linear = (value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

  const light = (colour) => {
    const [red, green, blue] = colour.slice(0, 3).map((value) => linear(value / 255));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };

  const groundOf = (node) => {
    const layers = [];
    for (let at = node; at; at = at.parentElement) {
      layers.push(pixel(getComputedStyle(at).backgroundColor));
      if (layers.at(-1)[3] === 255) break;
    }
    return layers.reduceRight((under, top) => over(top, under), [255, 255, 255, 255]);
  };

  const wordsOf = (node) =>
    [...node.childNodes]
      .filter((child) => child.nodeType === Node.TEXT_NODE)
      .map((child) => child.data.trim())
      .join("");

  const problems = [];
  for (const node of document.querySelectorAll("body *")) {
    const seen = node.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    if (!wordsOf(node) || !seen || node.disabled || node.closest(".spoiler")) continue;
    const ground = groundOf(node);
    const [dark, bright] = [light(over(pixel(getComputedStyle(node).color), ground)), light(ground)].sort((a, b) => a - b);
    const ratio = (bright + 0.05) / (dark + 0.05);
    if (ratio < 4.5) problems.push(`${node.className} "${wordsOf(node).slice(0, 20)}" ${ratio.toFixed(2)}`);
  }
  return problems;
};
