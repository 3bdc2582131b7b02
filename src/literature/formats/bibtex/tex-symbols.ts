import { constants as tables } from './tables.js';

const table = (...parts: readonly Readonly<Record<string, string | null | undefined>>[]) =>
  new Map(parts.flatMap((part) => Object.entries(part).map(([key, value]) => [key, value ?? ''] as const)));

const words = (list: string) => list.split(/\s+/).filter(Boolean);
const pairs = (list: string) =>
  Object.fromEntries(words(list).map((pair) => pair.split('=') as [string, string]));

/** Commands that stand for characters, in text and in mathematics. */
export const symbols = table(tables.commands, tables.mathCommands, {
  ...pairs(`aa=å AA=Å l=ł L=Ł S=§ P=¶ dag=† ddag=‡ pounds=£ euro=€ EUR=€ texteuro=€ ldots=… dots=… textellipsis=…
    cdots=⋯ lq=‘ rq=’ glq=‚ grq=‘ glqq=„ grqq=“ flqq=« frqq=» flq=‹ frq=› og=« fg=» slash=/ textslash=/
    textquotedblright=” textquotedblleft=“ guillemotleft=« guillemotright=» textemdash=— textendash=– textasteriskcentered=*
    bibrangedash=– textperiodcentered=· textregistered=® texttrademark=™ textordmasculine=º textordfeminine=ª degree=° degres=°
    times=× div=÷ pm=± mp=∓ cdot=⋅ ast=∗ star=⋆ circ=∘ bullet=• Dash=— leqslant=≤ geqslant=≥ leq=≤ le=≤ geq=≥ ge=≥ ll=≪ gg=≫ neq=≠ ne=≠ approx=≈ sim=∼ simeq=≃
    cong=≅ equiv=≡ propto=∝ infty=∞ partial=∂ nabla=∇ sum=∑ prod=∏ int=∫ oint=∮ forall=∀ exists=∃ in=∈ notin=∉ ni=∋
    subset=⊂ supset=⊃ subseteq=⊆ supseteq=⊇ cup=∪ cap=∩ emptyset=∅ varnothing=∅ setminus=∖ wedge=∧ land=∧ vee=∨ lor=∨ neg=¬ lnot=¬
    oplus=⊕ otimes=⊗ perp=⊥ parallel=∥ mid=∣ angle=∠ to=→ rightarrow=→ leftarrow=← gets=← leftrightarrow=↔ uparrow=↑ downarrow=↓
    Rightarrow=⇒ Leftarrow=⇐ Leftrightarrow=⇔ implies=⟹ iff=⟺ longrightarrow=⟶ mapsto=↦ langle=⟨ rangle=⟩ lfloor=⌊ rfloor=⌋
    lceil=⌈ rceil=⌉ hbar=ℏ ell=ℓ Re=ℜ Im=ℑ aleph=ℵ prime=′ surd=√ dagger=† ddagger=‡ lesssim=≲ gtrsim=≳ triangle=△ square=□
    Box=□ diamond=⋄ checkmark=✓ lbrace={ rbrace=} lbrack=[ rbrack=] vert=| Vert=‖ colon=: textmu=µ micro=µ textohm=Ω
    cprime=ʹ cdprime=ʺ Dbar=Đ dbar=đ textbackslash=\\ backslash=\\ textasciitilde=~ textasciicircum=^ textunderscore=_
    textless=< textgreater=> textbar=| textbraceleft={ textbraceright=} textdollar=$ textquotesingle=' textquotedbl="
    TeX=TeX LaTeX=LaTeX LaTeXe=LaTeX2e BibTeX=BibTeX XeTeX=XeTeX LuaTeX=LuaTeX log=log exp=exp sin=sin cos=cos tan=tan min=min
    max=max lim=lim ln=ln det=det dim=dim ker=ker sup=sup inf=inf mod=mod bmod=mod
    cyrchar= textcyrillic= textsoftsign=ь hardsign=ъ`),
  textequals: '=',
  quad: '\u2003',
  qquad: '\u2003',
  enspace: '\u2002',
  thinspace: '\u2009',
  space: ' ',
  nobreakspace: '\u00a0',
  nbsp: '\u00a0',
  textnumero: '№',
  newline: '\u2028',
  linebreak: ' ',
  par: ' ',
  and: ' and ',
});

/** Single characters after a backslash. */
export const escapes = table({
  '&': '&',
  '%': '%',
  $: '$',
  '#': '#',
  _: '_',
  '{': '{',
  '}': '}',
  ' ': ' ',
  '\n': ' ',
  '\\': ' ',
  '/': '',
  '-': '',
  '!': '',
  '@': '',
  ',': '\u2009',
  ';': ' ',
  ':': ' ',
  '>': ' ',
  '|': '‖',
  '*': '',
  '+': '',
  '<': '<',
  '[': '',
  ']': '',
});

/** Accents as combining characters; those named by letters are commands of that name. */
export const accents = table(
  Object.fromEntries(Object.entries(tables.diacritics).filter(([key]) => key !== 'textcommabelow')),
  {
    textcommabelow: '\u0326',
    G: '\u030f',
    U: '\u030e',
    C: '\u030f',
    f: '\u0311',
    h: '\u0309',
    hat: '\u0302',
    widehat: '\u0302',
    tilde: '\u0303',
    widetilde: '\u0303',
    bar: '\u0304',
    overline: '\u0305',
    vec: '\u20d7',
    dot: '\u0307',
    ddot: '\u0308',
    check: '\u030c',
    breve: '\u0306',
    acute: '\u0301',
    grave: '\u0300',
    mathring: '\u030a',
  },
);

/** What an accent over nothing looks like. */
export const spacingAccents = table(pairs('`=` \'=´ ^=^ ~=~ "=¨ .=˙ u=˘ v=ˇ H=˝ c=¸ k=˛ r=˚ d=. b=_ t=⁀'), {
  '=': '¯',
});

const marks = (format: string | undefined): readonly [string, string] =>
  (format === undefined ? undefined : tables.formatting[format]) ?? ['', ''];
const wraps = (from: Readonly<Record<string, string | undefined>>) =>
  new Map(Object.entries(from).map(([name, format]) => [name, marks(format)] as const));

/** Commands with one argument, and what stands around it in CSL's markup. */
export const wrappers: ReadonlyMap<string, readonly [string, string]> = new Map([
  ...wraps(tables.formattingCommands),
  ...wraps({
    textscsl: 'italics',
    mathit: 'italics',
    mkbibsuperscript: 'superscript',
    mkbibsubscript: 'subscript',
  }),
  ...wraps({ sp: 'superscript', sb: 'subscript', up: 'superscript', ieme: undefined }),
  ...words(`mbox hbox text textnormal makebox fbox underline uline emphasize mathrm mathsf mathtt mathbf mathbb mathcal mathfrak
    mathnormal operatorname textulc textlf natexlab singleletter textcyr foreignfont NoCaseChange bibnamefont bibfnamefont
    ensuremath boldsymbol bm protecting mathord mathop mathscr textgreek textlatin textrussian textfrench textgerman
    textenglish citenamefont bibcomment mathstrut`).map((name) => [name, ['', '']] as const),
  ['mkbibparens', ['(', ')']],
  ['mkbibbrackets', ['[', ']']],
  ['footnote', [' (', ')']],
  ['sqrt', ['√', '']],
]);

/** Declarations: they hold to the end of their group. */
export const declarations: ReadonlyMap<string, readonly [string, string]> = new Map([
  ...wraps(tables.formattingEnvs),
  ...words(`upshape mdseries normalfont rmfamily sffamily ttfamily itseries cal frenchspacing tiny scriptsize footnotesize
    small normalsize large Large LARGE huge Huge boldmath displaystyle textstyle scriptstyle bgroup raggedright
    sloppy`).map((name) => [name, ['', '']] as const),
]);

/** Commands that leave nothing, with the number of arguments that go with them. */
export const dropped: ReadonlyMap<string, number> = new Map([
  ...words(`relax protect null allowbreak nobreak newblock noindent break hfill left right big Big bigg Bigg limits nolimits
    egroup begingroup endgroup ignorespaces unskip xspace hyphenation kern hskip nonumber nopunct isdot
    bibnamedelima bibinitperiod bibinitdelim bibnamedelimi mathsurround leavevmode unspace strut`).map(
    (name) => [name, 0] as const,
  ),
  ...words(
    'noopsort SortNoop sortnoop NOOP nooport selectlanguage label vphantom hphantom vspace hspace thispagestyle phantom',
  ).map((name) => [name, 1] as const),
]);

/** Commands with two arguments of which the second is what is read. */
export const secondOfTwo: ReadonlySet<string> = new Set(
  words('bibinfo bibfield foreignlanguage textcolor colorbox raisebox foreigntext bibtranslation textlang'),
);
