/** O menu: as páginas que existem, na ordem em que aparecem. */
import type { NavLink } from './pages/layout.tsx';
import { texts } from './texts.ts';

export const NAV_LINKS: readonly NavLink[] = [{ href: '/search', text: texts.nav.search }];
