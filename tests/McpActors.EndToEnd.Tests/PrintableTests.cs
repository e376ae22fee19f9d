using McpActors.Host.Output;
using Serilog;

namespace McpActors.EndToEnd.Tests;

/// <summary>Third parties' text on a terminal and in a log file.</summary>
public sealed class PrintableTests
{
    [Theory]
    [InlineData("plain, ü, 漢, 🚀 and\ta tab\nand a line", "plain, ü, 漢, 🚀 and\ta tab\nand a line")]
    [InlineData("a\r\nb", "a\nb")]
    [InlineData("\u001b[2J\u0007\u007f\u0085", @"\x1b[2J\x07\x7f\x85")]
    [InlineData("\u202a\u202b\u202c\u202d\u202e", @"\u202a\u202b\u202c\u202d\u202e")]
    [InlineData("\u2066\u2067\u2068\u2069\u200e\u200f\u061c", @"\u2066\u2067\u2068\u2069\u200e\u200f\u061c")]
    [InlineData("\u2028\u2029", @"\u2028\u2029")]
    [InlineData("\u200b\u200c\u200d\u2060\ufeff\u00ad\u3164", @"\u200b\u200c\u200d\u2060\ufeff\xad\u3164")]
    // Tag characters, which can hide text from people but not from models.
    [InlineData("\U000e0041\U000e0042", @"\udb40\udc41\udb40\udc42")]
    public void What_is_not_seen_is_shown_by_its_number(string text, string shown) => Assert.Equal(shown, Printable.Text(text));

    // Such a text cannot be a test's argument, because attributes hold UTF-8.
    [Fact]
    public void Half_a_surrogate_pair_is_shown_by_its_number() => Assert.Equal(@"half \ud83d", Printable.Text("half \ud83d"));

    [Fact]
    public void A_log_file_of_such_characters_is_JSON_that_says_the_same()
    {
        const string Said = "a\u202eb\u2028c\u0085d\u001be\u007ff\U000e0041";
        var path = Path.GetTempFileName();
        try
        {
            using (var log = new LoggerConfiguration().WriteTo.Sink(new JsonLog(new FileStream(path, FileMode.Append))).CreateLogger()) log.Information("{Said}", Said);
            var line = File.ReadAllText(path);

            Assert.DoesNotContain(line.TrimEnd('\n'), c => c is < ' ' or > '~');
            Assert.Equal(Said, JsonDocument.Parse(line).RootElement.GetProperty("Properties").GetProperty("Said").GetString());
        }
        finally
        {
            File.Delete(path);
        }
    }
}
