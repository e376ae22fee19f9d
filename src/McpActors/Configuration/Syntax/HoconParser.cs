namespace McpActors.Configuration.Syntax;

/// <summary>
/// Parses HOCON into <see cref="Node"/>s. Akka.NET's own parser is unsuitable for files that people write: it ignores a
/// missing brace or quote, drops everything after an extra brace, never returns from <c>[ }</c>, does not know
/// <c>${?X}</c>, and keeps neither positions nor quotes.
/// </summary>
internal sealed class HoconParser
{
    // Far more than any sensible configuration has, and far less than the stack allows.
    private const int DeepestNesting = 50;

    private readonly HoconCursor _at;
    private int _depth;
    private int _values;

    private HoconParser(string text, string source) => _at = new HoconCursor(text, source);

    /// <summary>Parses a text into its root object, with unresolved substitutions.</summary>
    /// <exception cref="McpConfigurationException">The text is not HOCON; the mistake has the position.</exception>
    public static ObjectNode Parse(string text, string source)
    {
        var parser = new HoconParser(text.Replace("\r\n", "\n", StringComparison.Ordinal), source);
        return parser.Root();
    }

    private ObjectNode Root()
    {
        _at.SkipTrivia();
        if (_at.Peek != '{')
        {
            var open = new ObjectNode(_at.Position);
            Members(open, closedBy: null);
            return open;
        }
        var root = Object();
        _at.SkipTrivia();
        return _at.AtEnd
            ? root
            : throw _at.Fail($"unexpected {_at.Describe()} after the last '}}'", "nothing; is there an extra '}' above?");
    }

    private ObjectNode Object()
    {
        var start = _at.Position;
        Descend();
        _at.Take();
        var result = new ObjectNode(start);
        Members(result, start);
        _depth--;
        return result;
    }

    private void Members(ObjectNode into, SourcePosition? closedBy)
    {
        _at.SkipTrivia();
        while (true)
        {
            if (_at.AtEnd)
            {
                if (closedBy is null) return;
                throw HoconCursor.Fail(closedBy, "this '{' is never closed", "a '}' for each '{'");
            }
            if (_at.Peek == '}')
            {
                if (closedBy is null) throw _at.Fail("this '}' closes nothing", "a '{' for each '}'; is there an extra '}' above?");
                _at.Take();
                return;
            }
            Member(into);
            Separator("}");
        }
    }

    private void Member(ObjectNode into)
    {
        var start = _at.Position;
        var path = Path(start);
        var blanks = _at.TakeBlanks();
        if (path is ["include"] && blanks.Length > 0 && _at.Peek == '"')
            throw HoconCursor.Fail(start, "include is not supported", "everything in one file");
        if (_at.Matches("+=")) throw _at.Fail("'+=' is not supported", "'=' and the whole list");
        if (_at.Peek is '=' or ':')
        {
            _at.Take();
            _at.SkipTrivia();
        }
        else if (_at.Peek != '{')
        {
            throw _at.Fail($"the key '{string.Join('.', path)}' is followed by {_at.Describe()}", "'=', ':' or '{' after a key");
        }
        Put(into, path, Value(), start);
    }

    private static void Put(ObjectNode into, List<string> path, Node value, SourcePosition start)
    {
        for (var i = path.Count - 1; i > 0; i--)
        {
            var wrapped = new ObjectNode(start);
            wrapped.Members[path[i]] = value;
            value = wrapped;
        }
        into.Put(path[0], value);
    }

    private List<string> Path(SourcePosition start)
    {
        var path = new List<string>();
        while (true)
        {
            if (_at.Peek == '"') path.Add(HoconStrings.TakeQuoted(_at));
            else if (HoconStrings.TakeUnquoted(_at, key: true) is { Length: > 0 } name) path.Add(name);
            else throw _at.Fail($"a key is expected, not {_at.Describe()}", "a key of letters, digits, - and _, or one in quotes");
            if (path.Count > DeepestNesting) throw HoconCursor.Fail(start, "nested too deeply", $"at most {DeepestNesting} levels");
            if (_at.Peek != '.') return path;
            _at.Take();
        }
    }

    private Node Value()
    {
        var start = _at.Position;
        var parts = new List<Node>();
        while (true)
        {
            var position = _at.Position;
            var blanks = _at.TakeBlanks();
            if (_at.AtEnd || _at.AtNewLine || _at.AtComment || _at.Peek is ',' or '}' or ']') break;
            if (parts.Count > 0 && blanks.Length > 0) parts.Add(new ScalarNode(blanks, false, position));
            parts.Add(Part());
        }
        return parts.Count == 0
            ? throw HoconCursor.Fail(start, $"a value is missing before {_at.Describe()}", "a value; \"\" for an empty text")
            : HoconJoin.Join(parts, start);
    }

    private Node Part()
    {
        var start = _at.Position;
        if (++_values > ExpandedSize.MostValues) throw HoconCursor.Fail(start, "there are too many values", $"at most {ExpandedSize.MostValues:N0} in one file");
        if (_at.Peek == '{') return Object();
        if (_at.Peek == '[') return List();
        if (_at.Peek == '"') return new ScalarNode(HoconStrings.TakeQuoted(_at), true, start);
        if (_at.Matches("${")) return Substitution();
        return HoconStrings.TakeUnquoted(_at, key: false) is { Length: > 0 } text
            ? new ScalarNode(text, false, start)
            : throw _at.Fail($"unexpected {_at.Describe()}",
                "text with such characters in quotes; one key and value on a line, or commas between them");
    }

    private SubstitutionNode Substitution()
    {
        var start = _at.Position;
        _at.Take(2);
        var optional = _at.Peek == '?';
        if (optional) _at.Take();
        var path = Path(start);
        if (_at.Peek != '}') throw HoconCursor.Fail(start, "this substitution is never closed", "${NAME} or ${?NAME}");
        _at.Take();
        return new SubstitutionNode(path, optional, start);
    }

    private ListNode List()
    {
        var start = _at.Position;
        Descend();
        _at.Take();
        var items = new List<Node>();
        _at.SkipTrivia();
        while (_at.Peek != ']')
        {
            if (_at.AtEnd) throw HoconCursor.Fail(start, "this '[' is never closed", "a ']' for each '['");
            items.Add(Value());
            Separator("]");
        }
        _at.Take();
        _depth--;
        return new ListNode(items, start);
    }

    private void Separator(string closer)
    {
        var separated = _at.SkipTrivia();
        if (_at.Peek == ',')
        {
            _at.Take();
            _at.SkipTrivia();
        }
        else if (!separated && !_at.Matches(closer))
        {
            throw _at.Fail($"unexpected {_at.Describe()}", $"a comma, a new line or '{closer}'");
        }
    }

    private void Descend()
    {
        if (++_depth > DeepestNesting) throw _at.Fail("nested too deeply", $"at most {DeepestNesting} levels");
    }
}
