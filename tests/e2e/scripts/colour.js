// Colours as they come out on the page, and how far apart they are. Other scripts stand behind this.
const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
// Red, green and blue of colours laid over one another, the lowest first. A canvas knows every way of writing them.
const mixed = colours => {
  canvas.clearRect(0, 0, 1, 1);
  for (const colour of colours) {
    canvas.fillStyle = "#010203";
    canvas.fillStyle = colour;
    if (canvas.fillStyle === "#010203") {
      throw new Error(`${colour} is no colour here.`);
    }
    canvas.fillRect(0, 0, 1, 1);
  }
  return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
};
// The colours behind the text of an element, the lowest first. What lies over it would hide it.
const behind = element => {
  const colours = [];
  for (let here = element; here; here = here.parentElement) {
    const colour = getComputedStyle(here).backgroundColor;
    colours.unshift(colour);
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    if (canvas.getImageData(0, 0, 1, 1).data[3] === 255) {
      return colours;
    }
  }
  return ["Canvas", ...colours];
};
const luminance = colour => mixed(colour)
  .map(part => part / 255)
  .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
  .reduce((sum, part, number) => sum + part * [0.2126, 0.7152, 0.0722][number], 0);
const contrast = (one, other) => {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
};
