import type { XmlElement } from './xml-tree';
import { child, descendants } from './xml-tree';

/** The palette of old workbooks from index 8 on; 0 to 7 repeat 8 to 15 (ECMA-376 part 1, 18.8.27). */
const PALETTE = (
  '000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF 800000 008000 000080 808000 800080 008080 C0C0C0 808080 ' +
  '9999FF 993366 FFFFCC CCFFFF 660066 FF8080 0066CC CCCCFF 000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF ' +
  '00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC CC99FF FFCC99 3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696 ' +
  '003366 339966 003300 333300 993300 993366 333399 333333'
).split(' ');
/** Order in which `theme="n"` counts the theme's colours: light and dark are swapped in pairs. */
const THEME_ORDER = 'lt1 dk1 lt2 dk2 accent1 accent2 accent3 accent4 accent5 accent6 hlink folHlink'.split(
  ' ',
);

/** Fill colour as RRGGBB by the index of a cell's style (`s`); undefined where a cell has no solid fill. */
export function fillsByStyle(styles: XmlElement, theme: XmlElement | undefined): (string | undefined)[] {
  const sheet = child(styles, 'styleSheet');
  const colors = themeColors(theme);
  const fills = (child(sheet, 'fills')?.children ?? []).map((fill) => fillColor(fill, colors));
  const formats = child(sheet, 'cellXfs')?.children ?? [];
  return formats.map(({ attributes }) => fills[Number(attributes.fillId ?? 0)]);
}

function fillColor(fill: XmlElement, theme: string[]): string | undefined {
  const pattern = child(fill, 'patternFill');
  const type = pattern?.attributes.patternType;
  if (!pattern || type === undefined || type === 'none' || type === 'gray125') return undefined;
  const color = child(pattern, 'fgColor');
  return color && resolveColor(color.attributes, theme);
}

function resolveColor(color: Record<string, string>, theme: string[]): string | undefined {
  const base = baseColor(color, theme);
  const tint = Number(color.tint ?? 0);
  return base === undefined || tint === 0 ? base : tinted(base, tint);
}

function baseColor({ rgb, theme, indexed }: Record<string, string>, colors: string[]): string | undefined {
  if (rgb !== undefined) return rgb.slice(-6).toUpperCase();
  if (theme !== undefined) return colors[Number(theme)];
  if (indexed === undefined) return undefined;
  const index = Number(indexed);
  return PALETTE[index < 8 ? index : index - 8];
}

function themeColors(theme: XmlElement | undefined): string[] {
  const scheme = theme && descendants(theme, 'clrScheme')[0];
  if (!scheme) return [];
  return THEME_ORDER.map((name) => {
    const color = child(scheme, name)?.children[0]?.attributes;
    return (color?.lastClr ?? color?.val ?? '').toUpperCase();
  });
}

/** Lightness moved towards black or white by the tint (ECMA-376 part 1, 18.8.19), in RGB, which differs little. */
function tinted(rgb: string, tint: number): string {
  const channels = [0, 2, 4].map((at) => parseInt(rgb.slice(at, at + 2), 16));
  const moved = channels.map((value) => (tint < 0 ? value * (1 + tint) : value + (255 - value) * tint));
  return moved
    .map((value) => Math.round(value).toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();
}

/** Hue families in degrees, for a name beside the hexadecimal value. */
const HUES: [number, string][] = [
  [15, 'red'],
  [48, 'orange'],
  [70, 'yellow'],
  [165, 'green'],
  [200, 'cyan'],
  [260, 'blue'],
  [315, 'purple'],
  [345, 'pink'],
  [361, 'red'],
];

/** `00FF00` → `green`; roughly what a person would call it. */
export function colorName(rgb: string): string {
  const [red, green, blue] = [0, 2, 4].map((at) => parseInt(rgb.slice(at, at + 2), 16) / 255) as [
    number,
    number,
    number,
  ];
  const most = Math.max(red, green, blue);
  const span = most - Math.min(red, green, blue);
  if (span < 0.08) return most > 0.95 ? 'white' : most < 0.1 ? 'black' : 'grey';
  const turn =
    most === red
      ? ((green - blue) / span + 6) % 6
      : most === green
        ? (blue - red) / span + 2
        : (red - green) / span + 4;
  const hue = turn * 60;
  const name = HUES.find(([limit]) => hue < limit)?.[1] ?? 'red';
  if (most < 0.45) return `dark ${name}`;
  return most > 0.7 && span / most < 0.5 ? `light ${name}` : name;
}
