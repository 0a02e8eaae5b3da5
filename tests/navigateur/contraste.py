"""The contrast of what axe leaves to people, measured on the pixels that a browser paints.

Letters are made clear, what is left is photographed: whatever stands behind them (a drawing, a
gradient, hatches, a picture) is read where they were.
"""

import base64

from axe_playwright_python.base import AXE_SCRIPT

# Words that axe cannot judge, and those of every drawing: where they stand, their colour, the
# contrast that their size asks for.
_MOTS = """async () => {
  document.querySelectorAll('details').forEach(pli => { pli.open = true; });
  // Where a reader forces colours, only drawings keep those of a page.
  const force = matchMedia('(forced-colors: active)').matches;
  const regle = {runOnly: {type: 'rule', values: ['color-contrast']}};
  const trouve = force ? {incomplete: []} : await axe.run(
    document, {...regle, resultTypes: ['incomplete']});
  const nommes = trouve.incomplete.flatMap(un => un.nodes.map(
    noeud => document.querySelector(noeud.target[0])));
  return [...new Set([...nommes, ...document.querySelectorAll('svg text')])].flatMap(noeud => {
    if (!noeud?.checkVisibility({visibilityProperty: true, opacityProperty: true})) return [];
    const style = getComputedStyle(noeud), dessine = noeud instanceof SVGElement;
    const taille = parseFloat(style.fontSize), gras = parseInt(style.fontWeight) >= 700;
    return [...noeud.childNodes].filter(n => n.nodeType === 3 && n.data.trim()).flatMap(n => {
      const lieu = document.createRange();
      lieu.selectNodeContents(n);
      return [...lieu.getClientRects()].filter(r => r.width > 2 && r.height > 2).map(r => ({
        mots: n.data.trim().slice(0, 50), couleur: dessine ? style.fill : style.color,
        cadre: [r.x + scrollX, r.y + scrollY, r.width, r.height].map(Math.round),
        seuil: taille >= 24 || (gras && taille >= 18.66) ? 3 : 4.5,
      }));
    });
  });
}"""
_SANS_LETTRES = """*, ::before, ::after { transition: none !important; }
* { color: transparent !important; -webkit-text-fill-color: transparent !important; }
svg text { fill: transparent !important; stroke: none !important; }"""
# The least contrast of each, with the colours that take a share of its place.
_LIT = """async ([image, mots, part]) => {
  const photo = new Image();
  photo.src = `data:image/png;base64,${image}`;
  await photo.decode();
  const toile = new OffscreenCanvas(photo.width, photo.height);
  const trait = toile.getContext('2d', {willReadFrequently: true});
  trait.drawImage(photo, 0, 0);
  const clair = rvb => {
    const [r, v, b] = rvb.map(n => n / 255).map(
      n => n <= 0.04045 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * v + 0.0722 * b;
  };
  const compare = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  return mots.flatMap(un => {
    const [x, y, l, h] = un.cadre;
    if (x < 0 || y < 0 || x + l > photo.width || y + h > photo.height) return [];
    const points = trait.getImageData(x, y, l, h).data, vus = new Map();
    for (let i = 0; i < points.length; i += 4) {
      const cle = points.slice(i, i + 3).join();
      vus.set(cle, (vus.get(cle) || 0) + 1);
    }
    const encre = clair(un.couleur.match(/[\\d.]+/g).slice(0, 3).map(Number));
    const fonds = [...vus].filter(([, n]) => n >= part * l * h).map(([cle]) => cle);
    const pire = Math.min(...fonds.map(cle => compare(encre, clair(cle.split(',').map(Number)))));
    return fonds.length ? [{...un, contraste: Math.round(pire * 100) / 100, fonds}] : [];
  });
}"""
# A shape is told from the page by its surface or its outline, hatches from what they lie on.
_FORMES = """() => {
  const lit = texte => (texte.match(/[\\d.]+/g) || []).map(Number);
  const clair = rvb => {
    const [r, v, b] = rvb.slice(0, 3).map(n => n / 255).map(
      n => n <= 0.04045 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * v + 0.0722 * b;
  };
  const compare = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  const fond = noeud => {
    const couleur = noeud ? lit(getComputedStyle(noeud).backgroundColor) : [255, 255, 255];
    return couleur.length < 4 || couleur[3] === 1 ? couleur : fond(noeud.parentElement);
  };
  const peintes = noeud => {
    const style = getComputedStyle(noeud);
    return ['fill', 'stroke'].map(nom => style[nom]).filter(dit => dit.startsWith('rgb(')).map(lit);
  };
  return [...document.querySelectorAll('svg.dessin')].filter(svg => svg.checkVisibility()).flatMap(
    svg => {
      const page = clair(fond(svg.parentElement)), piste = svg.querySelector('.g-piste');
      const dessous = piste ? clair(peintes(piste)[0]) : page;
      return [...svg.querySelectorAll('rect, circle, path, line')].filter(
        forme => !forme.matches('.g-axe, .g-coche, .g-halo:not(.g-plein)')).flatMap(forme => {
        const sur = forme.matches('.g-trait') ? dessous : page;
        const contrastes = peintes(forme).map(couleur => compare(clair(couleur), sur));
        return contrastes.length
          ? [[forme.getAttribute('class'), Math.max(...contrastes)]] : [];
      });
    });
}"""
_FORME = 3.0
_PART = 0.12  # of the room of a word: a line that passes behind it takes less


def measure(page):
    """Return, for each group of letters that axe cannot judge, its words and its least contrast.

    The context of the page must go by CSP: a style of ours makes letters clear.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    mots = page.evaluate(_MOTS)
    page.add_style_tag(content=_SANS_LETTRES)
    image = base64.b64encode(page.screenshot(full_page=True, animations="disabled")).decode()
    table = page.context.new_page()
    lus = table.evaluate(_LIT, [image, mots, _PART])
    table.close()
    return lus


def list_pales(page):
    """Return what is written too faintly: its words, its contrast and what it should be."""
    return [
        f"{un['mots']}: {un['contraste']} for {un['seuil']}, {un['couleur']} on {un['fonds']}"
        for un in measure(page)
        if un["contraste"] < un["seuil"]
    ]


def list_effacees(page):
    """Return the classes of shapes that cannot be told from what they lie on, with a contrast.

    Lines of a scale, ticks and margins within what is full only help: they are left out.
    """
    formes = page.evaluate(_FORMES)
    return sorted({f"{classe}: {lu:.2f}" for classe, lu in formes if lu < _FORME})
