// How the page looks on this browser, before anything is drawn: a stored choice must not flash up in other colours.
// `client/appearance.svelte.ts` stores it. A classic script of our own, because the policy admits none inside the page.
{
  const { dataset } = document.documentElement
  try {
    const look = JSON.parse(localStorage.getItem('adref.look') ?? '{}')
    for (const name of ['theme', 'contrast', 'size', 'screen', 'line'])
      if (typeof look[name] === 'string') dataset[name] = look[name]
  } catch {
    // without storage, or with a damaged choice, the page looks as the device wishes
  }
  if (!dataset.contrast && matchMedia('(prefers-contrast: more)').matches) dataset.contrast = 'high'
}
