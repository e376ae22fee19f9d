namespace McpActors.Host.Output;

/// <summary>Lays out a table as plain text. Numeric columns are right-aligned; nothing is cut or wrapped.</summary>
internal static class Columns
{
    private const string Gap = "  ";

    /// <param name="header">The column names; a name that begins with a blank marks a numeric column.</param>
    /// <param name="rows">The rows, each as long as the header.</param>
    public static string Layout(IReadOnlyList<string> header, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var right = header.Select(name => name.StartsWith(' ')).ToArray();
        var all = rows.Prepend([.. header.Select(name => name.Trim())]).ToList();
        var widths = header.Select((_, column) => all.Max(row => row[column].Length)).ToArray();
        return string.Join('\n', all.Select(row => string.Join(Gap, row.Select(Pad)).TrimEnd()));

        string Pad(string cell, int column) => right[column] ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]);
    }
}
