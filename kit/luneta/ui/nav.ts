/** O menu: as páginas que existem, na ordem em que aparecem. */
import { dependenciesTexts } from './texts/dependencies.ts';
import { doctorTexts } from './texts/doctor.ts';
import { labsTexts } from './texts/labs.ts';
import type { NavLink } from './pages/layout.tsx';
import { texts } from './texts.ts';

/** @param problems Problemas que o doutor viu da última vez que olhou; 0 não aparece. */
export function navLinks(problems: number): NavLink[] {
  return [
    { href: '/search', text: texts.nav.search },
    { href: '/dependencies', text: dependenciesTexts.nav },
    { href: '/doutor', text: doctorTexts.nav, badge: problems, badgeText: doctorTexts.navBadge(problems) },
    { href: '/labs', text: labsTexts.nav },
  ];
}
