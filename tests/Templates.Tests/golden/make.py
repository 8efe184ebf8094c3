"""Makes chat.json and language.json: see README.md."""
import datetime
import json
import pathlib

import jinja2
import jinja2.ext
import jinja2.sandbox

HERE = pathlib.Path(__file__).parent
NOW = datetime.datetime(2025, 3, 7, 9, 5, 3)


class Generation(jinja2.ext.Extension):
    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return jinja2.nodes.CallBlock(self.call_method("_keep"), [], [], body).set_lineno(line)

    def _keep(self, caller):
        return caller()


def environment():
    def raise_exception(message):
        raise jinja2.exceptions.TemplateError(message)

    def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
        return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)

    env = jinja2.sandbox.ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[Generation, jinja2.ext.loopcontrols])
    env.filters["tojson"] = tojson
    env.globals["raise_exception"] = raise_exception
    env.globals["strftime_now"] = NOW.strftime
    return env


def render(source, variables):
    try:
        return {"expected": environment().from_string(source).render(**variables)}
    except Exception as error:  # the tests only ask that ours fails too
        return {"error": type(error).__name__}


TOOLS = [
    {"type": "function", "function": {"name": "get_weather", "description": "Weather in a \"city\" <now> & here",
     "parameters": {"type": "object", "properties": {
         "city": {"type": "string", "description": "Größe, 城市"}, "days": {"type": "integer"},
         "tags": {"type": "array", "items": {"type": "string"}}, "unit": {"type": ["string", "null"], "enum": ["c", "f", None]}},
         "required": ["city"]}}},
    {"type": "function", "function": {"name": "stop", "description": "Stop.", "parameters": {"type": "object", "properties": {}}}},
]


def call(name, arguments, identity="call_1"):
    return {"id": identity, "type": "function", "function": {"name": name, "arguments": arguments}}


U = {"role": "user", "content": " Hello, wörld! \n"}
A = {"role": "assistant", "content": "Hi there. "}
S = {"role": "system", "content": "You are terse."}
CALL = {"role": "assistant", "content": "", "tool_calls": [call("get_weather", {"city": "Köln \"x\"", "days": 2, "f": 1.5, "n": None, "t": True})]}
CALLS = {"role": "assistant", "content": None, "tool_calls": [call("get_weather", '{"city": "Paris"}'), call("stop", "{}", "call_2")]}
T1 = {"role": "tool", "tool_call_id": "call_1", "name": "get_weather", "content": "{\"temp\": 21}"}
T2 = {"role": "tool", "tool_call_id": "call_2", "name": "stop", "content": "done"}

CONVERSATIONS = {
    "user": [U],
    "system": [S, U],
    "turns": [U, A, {"role": "user", "content": "And now?\nSecond line"}],
    "finished": [S, U, A],
    "thinking": [U, {"role": "assistant", "content": "<think>\nLet me see.\n</think>\n\nAnswer."}, {"role": "user", "content": "More"},
                 {"role": "assistant", "content": "<think>\nAgain.\n</think>\n\nMore answer."}],
    "reasoning field": [U, {"role": "assistant", "reasoning_content": "\nSecret\n", "content": "Open."}],
    "call": [S, U, CALL, T1, {"role": "assistant", "content": "It is 21."}],
    "calls": [U, CALLS, T1, T2],
    "null content": [U, {"role": "assistant", "content": None}, U],
    "parts": [{"role": "user", "content": [{"type": "text", "text": "Look: "}, {"type": "image"}, {"type": "text", "text": "what?"}]}],
    "two users": [U, U],
    "late system": [U, S, U],
    "other role": [{"role": "critic", "content": "no"}],
    "emoji": [{"role": "user", "content": "a😀b 'quoted' \"double\" \\ \t</s>{{ x }}{% if %}"}],
    "empty": [],
}

TOKENS = {
    "qwen3": (None, "<|im_end|>"), "qwen2_5": (None, "<|im_end|>"), "llama3": ("<|begin_of_text|>", "<|end_of_text|>"),
    "llama3_1": ("<|begin_of_text|>", "<|eot_id|>"), "gemma2": ("<bos>", "<eos>"), "gemma3": ("<bos>", "<end_of_turn>"),
    "deepseek_v3": ("<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>"), "own_tools": ("<s>", "</s>"),
}

OPTIONS = [
    {"add_generation_prompt": True},
    {"add_generation_prompt": False},
    {"add_generation_prompt": True, "tools": TOOLS},
    {"add_generation_prompt": True, "enable_thinking": False},
]


def chat():
    cases = []
    for name, (bos, eos) in TOKENS.items():
        source = (HERE / "templates" / f"{name}.jinja").read_text(encoding="utf-8")
        for label, messages in CONVERSATIONS.items():
            for option in OPTIONS:
                if "enable_thinking" in option and name != "qwen3" or "tools" in option and name in ("llama3", "llama3_1", "gemma2", "gemma3", "deepseek_v3"):
                    continue
                tokens = {key: value for key, value in (("bos_token", bos), ("eos_token", eos)) if value is not None}
                result = render(source, {"messages": messages, **tokens, **option})
                cases.append({"template": name, "conversation": label, "options": {k: v for k, v in option.items() if k != "tools"},
                              "tools": "tools" in option, **result})
    return {"conversations": CONVERSATIONS, "tools": TOOLS, "tokens": TOKENS, "cases": cases}


VARIABLES = {
    "n": 7, "f": 2.5, "neg": -3, "big": 123456789012345678901234567890, "s": "Hello World", "e": "", "t": True, "none": None,
    "l": [3, 1, 2], "words": ["b", "A", "c", "a"], "d": {"b": 2, "a": 1, "items": "x", "q": None}, "u": "a😀é b",
    "people": [{"name": "Zoë", "age": 30, "ok": True}, {"name": "al", "age": 5}, {"name": "Bob", "age": 30, "ok": False}],
    "nested": {"list": [1, [2, "x", None, True, 1.0]], "m": {"k": "v'\"\n\\"}}, "floats": [1.0, 0.1, 1e16, 1e-5, 123456.789, 1e100, -0.0, 1e22, 5e-324, 100.0],
    "text": "line one\nline two\n\n  line four\n",
}

EXPRESSIONS = """
n + 1|n - 10|n * 3|n / 2|n // 2|neg // 2|n % 4|neg % 4|n ** 2|2 ** -1|f * 2|f // 1|-f % 2|7.0 // 2|n / 7|1 + true|not n|-n|+neg|1e3|1_000|0x1f|.5 if false
1 < 2 < 3|1 < 3 < 2|1 == 1.0|true == 1|'a' < 'b'|[1,2] < [1,3]|(1,2) == (1,2)|[1] == (1,)|{'a':1} == {'a':1.0}|'a' in 'abc'|'z' not in 'abc'|1 in l|'b' in d|none in [none]|3 in (1,2)
s ~ n ~ f ~ none ~ t|'x' * 3|[1] * 2|3 * 'ab'|'a' 'b'|"q\\"x"|'it\\'s'|'tab\\there'|'\\u00e9\\x41\\n'|'%s-%d-%05.1f|%r' % ('a', 3, 2.25, 'q')|'%s' % 5|'%(a)s' % {'a': 1}|'%5s|%-5s|' % ('a', 'b')|'%x' % 255|'{} {1} {a}'.format(1, 2, a=3)|'{} {}'.format(1, 2)
s[0]|s[-1]|s[1:3]|s[::-1]|s[::2]|s[-3:]|s[:-3]|s[5:2]|l[::-1]|l[1:]|l[-2:][0]|l[10:]|l[10]|l[-10]|u[1]|u[::-1]|u[1:3]|u | length|(1,2,3)[1:]|l[5:0:-2]|words[3:0:-1]
d.b|d['b']|d['items']|d.missing|d.missing is defined|d.q is none|d.q is defined|missing|missing is defined|missing is undefined|missing | default('x')|none | default('x')|none | default('x', true)|e | d('y', boolean=true)|d.get('a')|d.get('zz')|d.get('zz', 5)|d.keys() | list|d.values() | list|d.items() | list|d | list|d | length|nested.m.k|nested['list'][1][0]|nested.list[1][1]
missing.x|missing.x.y|missing + 1|missing()|d.missing.more|none.x|none + 'a'|'a' + 1|1 + 'a'|[1] + (2,)|n()|s.nope()|'a' < 1|none < 1|{}[[]]|1 / 0|1 % 0|n | nofilter|n is notest|1 in 5|none in 'abc'|l.append(4)|d.update({})|d.pop('a')|l.sort()|none | length|5 | list|none | list
s.upper()|s.lower()|s.split()|s.split('o')|s.split('o', 1)|s.rsplit('o', 1)|' a  b '.split()|' a  b '.split(' ')|' a  b c '.split(none, 1)|'a,b'.split(sep=',')|'abc'.split('')|s.startswith('He')|s.startswith(('x','H'))|s.endswith('ld')|s.replace('l', 'L')|s.replace('l', 'L', 1)|'  x '.strip() ~ '|'|'xxaxx'.strip('x')|'xxaxx'.lstrip('x')|'xxaxx'.rstrip('x')|' x '.lstrip() ~ '|'|s.title()|'hello wORLD'.capitalize()|"they're bill's".title()|s.find('o')|s.find('z')|s.rfind('o')|s.count('l')|'a-b'.partition('-')|'a-b-c'.rpartition('-')|'-'.join(['a','b'])|'-'.join('abc')|'a\\nb'.splitlines()|'12'.isdigit()|'1a'.isdigit()|'ab'.isalpha()|' '.isspace()|'AB'.isupper()|'5'.zfill(3)|'-5'.zfill(4)|'a'.ljust(3) ~ '|'|'a'.rjust(3)|'a'.center(4) ~ '|'|'ab'.center(5) ~ '|'|s.swapcase()|'abc'.removeprefix('a')|'abc'.removesuffix('c')|s.index('W')|'x'.join([1])|u.find('b')|''.split()|''.split(',')
l | length|l | first|l | last|[] | first|[] | last|l | sort|l | sort(reverse=true)|words | sort|words | sort(case_sensitive=true)|people | sort(attribute='age') | map(attribute='name') | list|people | sort(attribute='name') | map(attribute='name') | join(',')|l | join('-')|words | join|people | join(', ', attribute='name')|l | max|l | min|l | sum|[] | max|people | sum(attribute='age')|people | sum('age', 1)|l | list|s | list|(1,2) | list|l | reverse | list|'abc' | reverse|words | unique | list|[1,1,2] | unique | list|words | map('upper') | list|l | map('string') | join|people | map(attribute='ok', default='?') | list|people | selectattr('ok') | map(attribute='name') | list|people | selectattr('age', 'equalto', 30) | list | length|people | selectattr('age', '>', 10) | list | length|people | rejectattr('ok', 'defined') | map(attribute='name') | list|people | rejectattr('ok') | list | length|l | select('odd') | list|l | reject('odd') | list|l | select | list|[0,1,'',none] | select | list|l | select('in', [1,2]) | list|range(5) | batch(2) | list|range(5) | batch(2, 'x') | list|range(7) | slice(3) | list|range(7) | slice(3, 0) | list|d | dictsort|d | dictsort(reverse=true)|{'b':1,'A':2} | dictsort|{'b':1,'A':2} | dictsort(by='value')|d | items | list|missing | items | list|people | groupby('age') | list | length|range(3) | list|range(1, 10, 3) | list|range(5, 0, -2) | list|people | map(attribute='name.0') | list
s | upper|s | lower|'hello world' | title|'foo-bar (baz)' | title|'hELLO' | capitalize|'  x ' | trim ~ '|'|'xxaxx' | trim('x')|n | string ~ 1|'5' | int + 1|'5.9' | int|'x' | int|'x' | int(9)|'0x1F' | int(base=16)|'ff' | int(0, 16)|2.7 | int|true | int|none | int|'2.5' | float|'x' | float|'x' | float(1.5)|3 | float|2.5 | round|3.5 | round|2.567 | round(2)|2.1 | round(method='ceil')|2.9 | round(0, 'floor')|2.567 | round(2) | string|neg | abs|-2.5 | abs|s | length|s | count|s | wordcount|s | replace('o', '0')|s | replace('o', '0', 1)|s | truncate(8)|s | truncate(5, true)|s | truncate(8, true, '…', 0)|s | center(15) ~ '|'|'<a href="x">\\'&' | e|'<b>' | safe|'a b/ü' | urlencode|text | indent|text | indent(2, true)|text | indent(2, true, true)|text | indent('> ')|'%s!' | format('x')|'%(a)s!' | format(a=1)|'%d' % 3.7|1 | default(2)
nested|nested | string|[s, none, true, 1.5]|(1,)|()|(1, 'a')|{}|[]|{'a': [1, {'b': none}]}|floats|floats | tojson|big|big | tojson|['it\\'s', "dq\\"", 'both\\'"', 'nl\\n', 'é', '\\x00\\x7f', '😀', '\\u200b', '\\xa0', '\\u3000']|d | tojson|nested | tojson|nested | tojson(indent=2)|nested | tojson(indent=4)|[] | tojson(indent=2)|{} | tojson(indent=2)|d | tojson(sort_keys=true)|d | tojson(separators=(',', ':'))|u | tojson|u | tojson(ensure_ascii=true)|'<&>\\'"/\\x01\\t' | tojson|(1,2) | tojson|none | tojson|true | tojson|1.0 | tojson|missing | tojson|{1: 'a', true: 'b', none: 'c', 1.5: 'd'} | tojson|{1: 'a', 1.0: 'b'}
n is number|f is float|n is integer|t is integer|t is boolean|s is string|l is iterable|s is iterable|d is mapping|l is mapping|l is sequence|d is sequence|s is sequence|n is iterable|missing is iterable|missing is sequence|none is none|n is odd|n is even|n is divisibleby 7|n is divisibleby(2)|n is not none|s is lower|'abc' is lower|'ABC' is upper|n is eq 7|n is gt 5|n is in [7]|t is true|t is sameas true|1 is true|1 is sameas true|none is sameas none|range is callable|s is callable|n is ==7|not n is odd|n is not odd|n is odd and true|'upper' is filter|'odd' is test|'nope' is filter
1 if true else 2|1 if false else 2|(1 if false) is undefined|1 if false|'a' if n > 5 else 'b' if n > 3 else 'c'|n > 5 and 'yes' or 'no'|none or 'x'|'' or 0 or []|1 and 0|not none|not '' and true|n|string|length|-n|abs|-1|abs|2**3**2|-2**2|1 + 2 ~ 3 * 2|'a' ~ 1 + 2|n - 1|string|n > 3 == true|1 ~ 2 == '12'|[1,2,3,]|{'a':1,}|(l)|l|first + 1
dict(a=1, b=2)|dict({'x': 1}, y=2)|namespace(a=1).a|strftime_now('%d %b %Y')|strftime_now('%Y-%m-%d %H:%M:%S')|strftime_now('%A %B %-d %j %p %I')|raise_exception('no')|range(1000000)|loop|range('a')|joiner('|')()|cycler(1,2).next()
"""

STATEMENTS = [
    "{% if n > 5 %}a{% elif n > 3 %}b{% else %}c{% endif %}",
    "{% if missing %}a{% elif none %}b{% else %}c{% endif %}",
    "{% for x in l %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{{ x }};{% endfor %}",
    "{% for x in [] %}{{ x }}{% else %}none{% endfor %}|{% for x in missing %}{{ x }}{% else %}empty{% endfor %}",
    "{% for k, v in d.items() %}{{ k }}={{ v }},{% endfor %}|{% for k in d %}{{ k }}{% endfor %}|{% for k, v in d | dictsort %}{{ k }}{% endfor %}",
    "{% for x in l if x > 1 %}{{ loop.index }}:{{ x }}{{ ',' if not loop.last }}{% endfor %}",
    "{% for x in l %}{{ loop.previtem }}<{{ x }}>{{ loop.nextitem }} {% endfor %}",
    "{% for x in l %}{{ loop.cycle('a', 'b') }}{% endfor %}{% for x in [1,1,2] %}{{ loop.changed(x) }}{% endfor %}",
    "{% for x in range(10) %}{% if x == 2 %}{% continue %}{% endif %}{% if x == 5 %}{% break %}{% endif %}{{ x }}{% endfor %}",
    "{% for a, (b, c) in [(1, (2, 3))] %}{{ a }}{{ b }}{{ c }}{% endfor %}",
    "{% for x in l %}{% for y in words %}{{ loop.index }}{% endfor %}{{ loop.index }}{% endfor %}",
    "{% for x in [[1,[2]],3] recursive %}{{ x if x is number }}{% if x is iterable %}({{ loop(x) }}){% endif %}{% endfor %}",
    "{% set x = 1 %}{% for i in l %}{{ x }}{% set x = 5 %}{{ x }}{% endfor %}{{ x }}",
    "{% set x = 1 %}{% if true %}{% set x = 2 %}{% endif %}{{ x }}",
    "{% set ns = namespace(c=0, l=[]) %}{% for i in l %}{% set ns.c = ns.c + i %}{% set ns.l = ns.l + [i] %}{% endfor %}{{ ns.c }}{{ ns.l }}",
    "{% set a, b = 1, 2 %}{{ a }}{{ b }}{% set (c, e) = [3, 4] %}{{ c }}{{ e }}",
    "{% set x %}block {{ n }}{% endset %}[{{ x }}]{% set y | upper %}abc{% endset %}{{ y }}{% set z | trim | upper %} q {% endset %}{{ z }}",
    "{% set x = 'a' %}{% set y %}{% set x = 'b' %}{{ x }}{% endset %}{{ x }}{{ y }}",
    "{% set d.x = 1 %}", "{% set n.x = 1 %}", "{% set a, b = [1] %}", "{% for a, b in [[1]] %}{% endfor %}",
    "{% macro m(a, b=2, c='x') %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ m(1) }}|{{ m(1, c=3) }}|{{ m(b=5, a=4) }}|{{ m() }}",
    "{% macro m(a) %}{{ a }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, 3, x=4) }}",
    "{% macro outer() %}{{ inner(1) }}{% endmacro %}{% macro inner(x) %}<{{ x }}{{ g }}>{% endmacro %}{% set g = 9 %}{{ outer() }}",
    "{% macro fact(k) %}{% if k <= 1 %}1{% else %}{{ k * (fact(k - 1) | int) }}{% endif %}{% endmacro %}{{ fact(6) }}",
    "{% macro m() %}[{{ caller() }}]{% endmacro %}{% call m() %}body {{ n }}{% endcall %}",
    "{% macro m(x) %}{{ caller(x + 1) }}{% endmacro %}{% call(y) m(1) %}<{{ y }}>{% endcall %}",
    "{% macro m(a, b=a) %}{{ a }}{{ b }}{% endmacro %}{{ m(1) }}",
    "{% filter upper %}abc {{ s }}{% endfilter %}|{% filter replace('a', 'b') | upper %}banana{% endfilter %}",
    "{% with a = 1, b = n %}{{ a }}{{ b }}{% endwith %}{{ a }}",
    "{% raw %}{{ x }} {% if %}{% endraw %}|{%- raw -%} a {%- endraw -%} |",
    "{# comment #}a{# b #}\n{# c #}\nd\n   {# e #}   \nf {#- g -#}  h",
    "  {% if true %}\n  a\n  {% endif %}\nb\n", "  {%- if true -%}  \n  a\n  {%- endif -%}  \nb\n", "  {%+ if true %}x{% endif %}\n  {% if true +%}\ny{% endif %}",
    "a\n{% set x = 1 %}\nb\n{% set y = 2 -%}\n  c\n  {%- set z = 3 %}\n\nd",
    "x  {{- n -}}  y  {{ n }}\n{{ n }}\n\nz\n\n", "{{ n }}   {% if true %}q{% endif %}", "\t {% if true %}q{% endif %} \t\nr", "a\r\nb\rc\n{{ 'x' }}\r\n",
    "{{ {'a': {'b': 1}}.a.b }}{{ {'a': {'b': 1}}['a'] }}", "{{ '}}' }}{{ \"{%\" }}{{ '#}' }}", "{{ n }}}", "{{ {'a':1}}}", "a { b } {c} % } #",
    "{{+n}}{{-n}}", "{% generation %}gen {{ n }}{% endgeneration %}|{% for i in l %}{% generation %}{{ i }}{% endgeneration %}{% endfor %}",
    "{% set q = 1 %}{% generation %}{% set q = 2 %}{{ q }}{% endgeneration %}{{ q }}",
    "{% if true %}", "{% endif %}", "{{ n", "{% for %}", "{{ 1 + }}", "{{ }}", "{% unknown %}", "{% break %}", "{{ 'a }}", "{# x", "{% raw %} x", "{{ (1 }}", "{{ a b }}", "{% set true = 1 %}",
    "{{ f(*l) }}", "{% macro f() %}{{ varargs | join(',') }}{{ kwargs.z }}{% endmacro %}{{ f(*l, **{'z': 9}) }}", "{{ l.0 }}{{ nested.list.1.1 }}",
    "{% for x in 'a😀' %}[{{ x }}]{% endfor %}", "{% for x in 5 %}{% endfor %}", "{% for x in none %}{% endfor %}", "{{ 1, 2 }}", "{% set x = 1, 2 %}{{ x }}", "{% for x in 1, 2 %}{{ x }}{% endfor %}",
    "{% set messages = [{'role': 'user'}] + people %}{{ messages | length }}{{ messages[0].role }}",
    "{% if people[0].ok is defined and people[0].ok %}y{% endif %}{% if people[1].ok %}n{% endif %}{{ people[1]['ok'] is undefined }}",
    "{%- for p in people -%}\n  {{ p.name }}\n{%- if not loop.last %}, {% endif %}\n{%- endfor %}.",
    "{{ '\n' }}{{ '\\n' }}|", "{{ 'a\\\nb' }}", "{{ s|replace('l','')|upper|length }}", "{% if not (n == 7 and s) or false %}x{% else %}y{% endif %}",
    "{% set x = namespace() %}{% set x.a = none %}{{ x.a }}{{ x.b is defined }}{{ x.a is none }}", "{% macro m(x) %}{% set x = x ~ '!' %}{{ x }}{% endmacro %}{{ m('a') }}{{ x }}",
    "{% for m in people %}{% set tool_call = m %}{% if tool_call.name %}{% set tool_call = tool_call.name %}{% endif %}{{ tool_call }};{% endfor %}",
    "{% include 'x' %}", "{% extends 'x' %}", "{{ s.__class__ }}", "{{ ''.__class__.__mro__ }}",
]


def language():
    sources = [e for line in EXPRESSIONS.strip().splitlines() for e in split(line)]
    sources = ["{{ " + e + " }}" for e in sources] + STATEMENTS
    return {"variables": VARIABLES, "cases": [{"template": s, **render(s, VARIABLES)} for s in sources]}


def split(line):
    """Cuts at bars without blanks around them, outside of quotes."""
    parts, quote, start, i = [], None, 0, 0
    while i < len(line):
        c = line[i]
        if quote:
            if c == "\\":
                i += 1
            elif c == quote:
                quote = None
        elif c in "'\"":
            quote = c
        elif c == "|" and line[i - 1] != " " and line[i + 1:i + 2] != " ":
            parts.append(line[start:i])
            start = i + 1
        i += 1
    return parts + [line[start:]]


for name, data in (("chat", chat()), ("language", language())):
    (HERE / f"{name}.json").write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    print(name, len(data["cases"]), "cases,", sum("error" in c for c in data["cases"]), "of them errors")
