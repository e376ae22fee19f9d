using System.Text;

namespace McpActors.Benchmarks.Measuring;

/// <summary>One line of the report, as text, and whether the target was met.</summary>
/// <param name="What">The subject of the measurement.</param>
/// <param name="Measured">The median, with minimum and maximum.</param>
/// <param name="Beside">The rival, with its median.</param>
/// <param name="Ratio">The median of the pairs' ratios or differences.</param>
/// <param name="Target">The target; empty for an explanatory line.</param>
/// <param name="Met">Whether the target was met; null without a target or a measurement.</param>
internal sealed record Row(string What, string Measured, string Beside, string Ratio, string Target, bool? Met)
{
    public static string Table(IEnumerable<Row> rows)
    {
        string[][] cells =
        [
            ["what", "measured", "beside", "ratio or difference", "target", "met"],
            .. rows.Select(row => new[] { row.What, row.Measured, row.Beside, row.Ratio, row.Target, row.Met switch { true => "yes", false => "NO", null => "" } }),
        ];
        var widths = Enumerable.Range(0, cells[0].Length).Select(column => cells.Max(line => line[column].Length)).ToArray();
        var table = new StringBuilder();
        for (var line = 0; line < cells.Length; line++)
        {
            table.Append("| ").AppendJoin(" | ", cells[line].Select((cell, column) => cell.PadRight(widths[column]))).AppendLine(" |");
            if (line == 0) table.Append('|').AppendJoin('|', widths.Select(width => new string('-', width + 2))).AppendLine("|");
        }
        return table.ToString();
    }
}
