using System.Text;

namespace McpActors.Processes.Redaction;

/// <summary>Where a needle must stand in the text to be masked.</summary>
internal enum NeedleKind
{
    /// <summary>Anywhere.</summary>
    Anywhere,

    /// <summary>Only without a letter or digit next to it, because a short value is a part of many words.</summary>
    Alone,

    /// <summary>Inside a longer base64 text, where the characters next to it may share some of its bits.</summary>
    Base64,
}

/// <summary>A text that is masked wherever it is found.</summary>
internal readonly record struct Needle(string Text, NeedleKind Kind)
{
    // A value of up to three characters ("dev", "on", "1") occurs in too many innocent places to be masked; a value of
    // four or five is masked only if it stands alone.
    private const int ShortestAlone = 4;
    private const int ShortestAnywhere = 6;

    /// <summary>
    /// A secret in all forms that programs write: plain, hexadecimal, and base64, also inside a longer text such as
    /// <c>user:password</c>. JSON and URL escapes and line breaks are undone in the searched text: see <see
    /// cref="TextView"/>.
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

    // The base64 characters that depend on the secret only, with the given number of bytes before it.
    private static string Base64Core(byte[] secret, int before)
    {
        var text = Convert.ToBase64String([.. new byte[before], .. secret]);
        var first = (before * 8 + 5) / 6;
        var last = (before + secret.Length) * 8 / 6;
        return text[first..last];
    }
}
