using System.Text;

namespace McpActors.Processes.Redaction;

/// <summary>How a needle is to stand in the text.</summary>
internal enum NeedleKind
{
    /// <summary>Anywhere.</summary>
    Anywhere,

    /// <summary>With neither a letter nor a digit beside it: a short value is part of many words.</summary>
    Alone,

    /// <summary>As part of a longer text in base64: what stands beside it may hold a few more of its bits.</summary>
    Base64,
}

/// <summary>A text that is masked where it is found.</summary>
internal readonly record struct Needle(string Text, NeedleKind Kind)
{
    // A value of three characters ("dev", "on", "1") stands in too many innocent places to be worth hiding; one of five only hides where it stands alone.
    private const int ShortestAlone = 4;
    private const int ShortestAnywhere = 6;

    /// <summary>
    /// A secret as programs write it: as it is, in hexadecimal, and in base64, also where it is part of a longer text, such as
    /// <c>user:password</c>. Escapes of JSON and of URLs, and line breaks, are undone in the text that is searched: see <see cref="TextView"/>.
    /// </summary>
    public static IEnumerable<Needle> Of(string secret)
    {
        if (secret.Length < ShortestAlone) yield break;
        if (secret.Length < ShortestAnywhere)
        {
            yield return new Needle(secret, NeedleKind.Alone);
            yield break;
        }
        yield return new Needle(secret, NeedleKind.Anywhere);
        if (secret.Contains(' ', StringComparison.Ordinal)) yield return new Needle(secret.Replace(' ', '+'), NeedleKind.Anywhere);

        var bytes = Encoding.UTF8.GetBytes(secret);
        yield return new Needle(Convert.ToHexString(bytes), NeedleKind.Anywhere);
        yield return new Needle(Convert.ToHexStringLower(bytes), NeedleKind.Anywhere);
        for (var before = 0; before < 3; before++)
        {
            var core = Base64Core(bytes, before);
            yield return new Needle(core, NeedleKind.Base64);
            var urlSafe = core.Replace('+', '-').Replace('/', '_');
            if (urlSafe != core) yield return new Needle(urlSafe, NeedleKind.Base64);
        }
    }

    // The characters that no other byte has a part in, where so many bytes stand before it.
    private static string Base64Core(byte[] secret, int before)
    {
        var text = Convert.ToBase64String([.. new byte[before], .. secret]);
        var first = (before * 8 + 5) / 6;
        var last = (before + secret.Length) * 8 / 6;
        return text[first..last];
    }
}
