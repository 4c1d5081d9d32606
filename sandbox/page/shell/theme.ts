// Light or dark: as the system says, until somebody chooses.
import { useEffect, useSyncExternalStore } from 'react';
import { useKept } from './kept.js';

export type Theme = 'light' | 'dark';
const dark = matchMedia('(prefers-color-scheme: dark)');

function isChoice(value: unknown): value is Theme | 'system' {
  return value === 'light' || value === 'dark' || value === 'system';
}

export function useTheme(): [Theme, () => void] {
  const [choice, choose] = useKept<Theme | 'system'>('theme', 'system', isChoice);
  const system = useSyncExternalStore(
    (changed) => {
      dark.addEventListener('change', changed);
      return () => dark.removeEventListener('change', changed);
    },
    () => (dark.matches ? 'dark' : 'light'),
  );
  const theme: Theme = choice === 'system' ? system : choice;
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  const toggle = (): void => {
    const next = theme === 'dark' ? 'light' : 'dark';
    choose(next === system ? 'system' : next);
  };
  return [theme, toggle];
}
