/** O menu: as páginas que existem, na ordem em que aparecem. */
import { CLASS_PAGE } from './class-params.ts';
import { classTexts } from './texts/class.ts';
import { dependenciesTexts } from './texts/dependencies.ts';
import { doctorTexts } from './texts/doctor.ts';
import { labsTexts } from './texts/labs.ts';
import { logTexts } from './texts/logs.ts';
import { METRICS_PAGE } from './metrics-params.ts';
import { metricsTexts } from './texts/metrics.ts';
import type { NavLink } from './pages/layout.tsx';
import { texts } from './texts.ts';

/** @param problems Problemas que o doutor viu da última vez que olhou; 0 não aparece. */
export function navLinks(problems: number): NavLink[] {
  return [
    { href: '/search', text: texts.nav.search },
    { href: METRICS_PAGE, text: metricsTexts.nav },
    { href: '/logs', text: logTexts.nav },
    { href: '/dependencies', text: dependenciesTexts.nav },
    { href: '/doutor', text: doctorTexts.nav, badge: problems, badgeText: doctorTexts.navBadge(problems) },
    { href: '/labs', text: labsTexts.nav },
    { href: CLASS_PAGE, text: classTexts.nav },
  ];
}
