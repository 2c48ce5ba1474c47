/** Small line icons, drawn here so that no font or image has to be fetched. 16 x 16, stroke in the text's colour. */
const shapes = {
  close: 'M4 4l8 8M12 4l-8 8',
  pin: 'M6 2h4l-.5 4.5L12 9H4l2.5-2.5L6 2zM8 9v5',
  run: 'M5 3.5v9l7-4.5-7-4.5z',
  stop: 'M4.5 4.5h7v7h-7z',
  find: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.3 10.3L14 14',
  columns: 'M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10',
  export: 'M8 2v7.5M5 6.7L8 9.7l3-3M2.5 11v2.5h11V11',
  inspector: 'M2.5 3h11v10h-11zM9.5 3v10',
  reload: 'M13 8a5 5 0 1 1-1.6-3.7M13 2v3h-3',
  up: 'M4 10l4-4 4 4',
  down: 'M4 6l4 4 4-4',
  right: 'M6 4l4 4-4 4',
  copy: 'M5.5 5.5h7v8h-7zM3.5 10.5v-8h7',
  history: 'M8 14A6 6 0 1 0 2.6 5.4M2 2.5v3.2h3.2M8 5v3.3l2.2 1.5',
  diff: 'M3 4h4M5 2v4M3 12h4M10 3v10M13 3v10',
  warning: 'M8 2l6.3 11.5H1.7L8 2zM8 6.5v3.5M8 11.6v.6',
  error: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4',
  check: 'M3 8.5l3.2 3.2L13 5',
  info: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.3V11M8 4.8v.7',
  open: 'M9 2.5h4.5V7M13.5 2.5L8 8M11.5 9v4.5h-9v-9H7',
  code: 'M5.5 4L2 8l3.5 4M10.5 4L14 8l-3.5 4',
  filter: 'M2.5 3h11L9.3 8.3v4.2L6.7 14V8.3L2.5 3z',
  chart: 'M2.5 2.5v11h11M5.5 11V7.5M8.5 11V5M11.5 11V8.5',
  compare: 'M5 2.5v11M11 2.5v11M2.5 5L5 2.5 7.5 5M8.5 11l2.5 2.5 2.5-2.5',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
} as const;

export type IconName = keyof typeof shapes;

const namespace = 'http://www.w3.org/2000/svg';

export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('class', `icon icon-${name}`);
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(namespace, 'path');
  path.setAttribute('d', shapes[name]);
  svg.append(path);
  return svg;
}
