/** What looks alike in both views. Comes before the styles of a view, which may change it. */
import baseCss from './base.css' with { type: 'text' };
import { adoptStyles } from './dom.js';
import frameCss from './frame.css' with { type: 'text' };
import menuCss from './menu.css' with { type: 'text' };
import treeCss from './tree.css' with { type: 'text' };

export const adoptSharedStyles = (): void => adoptStyles(baseCss, menuCss, treeCss, frameCss);
