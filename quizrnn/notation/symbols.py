"""What each LaTeX command is in Unicode, by the class that decides how it is spaced."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final, TypeAlias

Table: TypeAlias = MappingProxyType[str, str]


def _table(text: str) -> Table:
    """Read ``name symbol`` pairs, separated by blanks."""
    words = text.split()
    return MappingProxyType(dict(zip(words[::2], words[1::2], strict=True)))


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ORDINARY: Final = _table("""
    alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta θ iota ι kappa κ
    lambda λ mu μ nu ν xi ξ omicron ο pi π rho ρ varrho ρ sigma σ varsigma ς tau τ upsilon υ phi φ varphi φ
    chi χ psi ψ omega ω
    Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω
    partial ∂ nabla ∇ infty ∞ ell ℓ hbar ℏ Re ℜ Im ℑ top ⊤ bot ⊥ prime ′ emptyset ∅ varnothing ∅
    forall ∀ exists ∃ neg ¬ lnot ¬ angle ∠ checkmark ✓ square □ blacksquare ■
    ldots … dots … dotsc … cdots ⋯ dotsb ⋯ vdots ⋮ ddots ⋱ imath ı jmath ȷ
""")
"""Letters and signs that stand for something."""

BINARY: Final = _table("""
    odot ⊙ oplus ⊕ ominus ⊖ otimes ⊗ times × pm ± mp ∓ div ÷ circ ∘ bullet • ast * cup ∪ cap ∩
    setminus ∖ wedge ∧ land ∧ vee ∨ lor ∨ star ⋆ bmod mod
""")
"""Operators with a blank on either side."""

TIGHT: Final = _table("cdot · cdotp ·")
"""Operators without blanks."""

RELATIONS: Final = _table("""
    le ≤ leq ≤ leqslant ≤ ge ≥ geq ≥ geqslant ≥ lt < gt > ne ≠ neq ≠ ll ≪ gg ≫ equiv ≡ approx ≈ sim ∼
    simeq ≃ cong ≅ propto ∝ triangleq ≜ doteq ≐
    in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇ mid | parallel ∥ perp ⊥ models ⊨ vdash ⊢
    to → rightarrow → leftarrow ← gets ← leftrightarrow ↔ longrightarrow → longleftarrow ←
    Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔ implies ⇒ iff ⇔ Longrightarrow ⇒ mapsto ↦ longmapsto ↦
    uparrow ↑ downarrow ↓ hookrightarrow ↪ rightharpoonup ⇀ rightleftharpoons ⇌
    therefore ∴ because ∵ colon :
""")
"""Relations and arrows, with a blank on either side."""

LARGE: Final = _table("""
    sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ oint ∮ bigcup ⋃ bigcap ⋂ bigodot ⨀ bigoplus ⨁ bigotimes ⨂
    bigwedge ⋀ bigvee ⋁
""")
"""Operators over a range."""

INTEGRALS: Final = frozenset("∫∬∮")
"""Operators over a range whose limits stand behind them."""

OVER_LIMITS: Final = _words("det gcd inf lim liminf limsup max min Pr sup argmax argmin")
"""Functions whose limits stand below them in a display formula."""

FUNCTIONS: Final = _words("""
    arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim liminf
    limsup ln log max min Pr sec sin sinh sup tan tanh
""")
"""Functions that LaTeX knows by name."""

OPENING: Final = _table("""
    ( ( [ [ lbrace { { { lbrack [ langle ⟨ lfloor ⌊ lceil ⌈ lVert ‖ lvert |
""")
CLOSING: Final = _table("""
    ) ) ] ] rbrace } } } rbrack ] rangle ⟩ rfloor ⌋ rceil ⌉ rVert ‖ rvert |
""")
FENCES: Final = _table("| | vert | Vert ‖")
"""Delimiters that open and close alike."""

ACCENTS: Final = MappingProxyType(
    {
        "tilde": "\u0303",
        "widetilde": "\u0303",
        "hat": "\u0302",
        "widehat": "\u0302",
        "bar": "\u0304",
        "overline": "\u0305",
        "underline": "\u0332",
        "dot": "\u0307",
        "ddot": "\u0308",
        "check": "\u030c",
        "breve": "\u0306",
        "mathring": "\u030a",
        "vec": "\u20d7",
        "overrightarrow": "\u20d7",
        "overleftarrow": "\u20d6",
        "overleftrightarrow": "\u20e1",
    }
)
"""Combining characters, which take no cell of their own."""

SPREADING: Final = _words("overline underline overrightarrow overleftarrow overleftrightarrow")
"""Accents that may stand over a whole word."""

PLAIN_FONTS: Final = _words("""
    mathrm mathbf mathit mathsf mathtt mathnormal boldsymbol pmbit mathop
""")
"""Fonts whose letters are shown upright and plain."""

TEXT_FONTS: Final = _words("text textrm textbf textit textsf texttt textnormal mbox hbox")

SPACES: Final = MappingProxyType(
    {",": " ", ":": " ", ";": " ", " ": " ", "\n": " ", ">": " ", "!": "", "quad": "  ", "qquad": "    "}
)
IGNORED: Final = _words("""
    displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits allowbreak nonumber notag
""")
SIZES: Final = _words("""
    big Big bigg Bigg bigl bigr bigm Bigl Bigr Bigm biggl biggr Biggl Biggr
""")

MATRICES: Final = MappingProxyType(
    {
        "matrix": ("[", "]"),
        "bmatrix": ("[", "]"),
        "pmatrix": ("(", ")"),
        "Bmatrix": ("{", "}"),
        "vmatrix": ("|", "|"),
        "Vmatrix": ("‖", "‖"),
        "smallmatrix": ("[", "]"),
        "array": ("[", "]"),
    }
)
BARE_MATRICES: Final = _words("matrix smallmatrix array")
"""Matrices that have brackets in a line only, where they hold the rows together."""

LINES: Final = _words("""
    aligned align align* split gathered gather gather* equation equation* multline
""")

_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
BLACKBOARD: Final = MappingProxyType(
    {
        **{letter: chr(0x1D538 + place) for place, letter in enumerate(_LETTERS)},
        **_table("C ℂ H ℍ N ℕ P ℙ Q ℚ R ℝ Z ℤ 1 𝟙"),
    }
)
SCRIPT: Final = MappingProxyType(
    {
        **{letter: chr(0x1D49C + place) for place, letter in enumerate(_LETTERS)},
        **_table("B ℬ E ℰ F ℱ H ℋ I ℐ L ℒ M ℳ R ℛ"),
    }
)
ALPHABETS: Final = MappingProxyType(
    {"mathbb": BLACKBOARD, "mathcal": SCRIPT, "mathscr": SCRIPT, "mathfrak": MappingProxyType({})}
)

SUBSCRIPTS: Final = _table("""
    0 ₀ 1 ₁ 2 ₂ 3 ₃ 4 ₄ 5 ₅ 6 ₆ 7 ₇ 8 ₈ 9 ₉ + ₊ − ₋ = ₌ ( ₍ ) ₎
    a ₐ e ₑ h ₕ i ᵢ j ⱼ k ₖ l ₗ m ₘ n ₙ o ₒ p ₚ r ᵣ s ₛ t ₜ u ᵤ v ᵥ x ₓ β ᵦ γ ᵧ ρ ᵨ φ ᵩ χ ᵪ
""")
SUPERSCRIPTS: Final = _table("""
    0 ⁰ 1 ¹ 2 ² 3 ³ 4 ⁴ 5 ⁵ 6 ⁶ 7 ⁷ 8 ⁸ 9 ⁹ + ⁺ − ⁻ = ⁼ ( ⁽ ) ⁾
    a ᵃ b ᵇ c ᶜ d ᵈ e ᵉ f ᶠ g ᵍ h ʰ i ⁱ j ʲ k ᵏ l ˡ m ᵐ n ⁿ o ᵒ p ᵖ r ʳ s ˢ t ᵗ u ᵘ v ᵛ w ʷ x ˣ y ʸ z ᶻ
    A ᴬ B ᴮ D ᴰ E ᴱ G ᴳ H ᴴ I ᴵ J ᴶ K ᴷ L ᴸ M ᴹ N ᴺ O ᴼ P ᴾ R ᴿ T ᵀ U ᵁ V ⱽ W ᵂ
    α ᵅ β ᵝ γ ᵞ δ ᵟ θ ᶿ φ ᵠ χ ᵡ
""")
