using FsCheck;
using FsCheck.Fluent;
using McpActors.Common;
using McpActors.Configuration.Reading;

namespace McpActors.Tests.Configuration;

/// <summary>Durations, sizes and suggestions.</summary>
public sealed class DurationTests
{
    [Fact]
    public void What_is_written_is_read_back() =>
        Prop.ForAll(Gen.Choose(0, (int)Durations.Longest.TotalMilliseconds).ToArbitrary(),
            ms => Durations.Parse(Durations.Format(TimeSpan.FromMilliseconds(ms))) == TimeSpan.FromMilliseconds(ms)).QuickCheckThrowOnFailure();

    [Fact]
    public void No_text_throws() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
        {
            var duration = Durations.Parse(text ?? "");
            var size = Sizes.Parse(text ?? "");
            return duration is null or { Ticks: >= 0 } && size is null or >= 0;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("0s", 0)]
    [InlineData("1ms", 1)]
    [InlineData("1 millisecond", 1)]
    [InlineData("1.5s", 1500)]
    [InlineData("2 seconds", 2000)]
    [InlineData("0.5m", 30_000)]
    [InlineData("1 minute", 60_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("2 hours", 7_200_000)]
    [InlineData("24 days", 2_073_600_000)]
    public void Units_are_read(string text, long milliseconds) => Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Durations.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("-5s")]
    [InlineData("+5s")]
    [InlineData("1e3s")]
    [InlineData(".5s")]
    [InlineData("5.s")]
    [InlineData("0.0001s")]
    [InlineData("5S")]
    [InlineData("5 s ")]
    [InlineData("5s\n")]
    [InlineData("1us")]
    [InlineData("999999999999999999d")]
    [InlineData("9999999999999999999999d")]
    [InlineData("infinite")]
    [InlineData("٥s")]
    public void Anything_else_is_none(string text) => Assert.Null(Durations.Parse(text));

    [Theory]
    [InlineData("16 MiB", 16L << 20)]
    [InlineData("1.5KiB", 1536L)]
    [InlineData("2 kB", 2000L)]
    [InlineData("3 MB", 3_000_000L)]
    [InlineData("1 GB", 1_000_000_000L)]
    [InlineData("1 GiB", 1L << 30)]
    [InlineData("7 bytes", 7L)]
    [InlineData("16", null)]
    [InlineData("1 KB", null)]
    [InlineData("0.3 B", null)]
    [InlineData("-1 B", null)]
    [InlineData("999999999999999 GiB", null)]
    public void Sizes_are_read(string text, long? bytes) => Assert.Equal(bytes, Sizes.Parse(text));

    [Theory]
    [InlineData("comand", ", did you mean 'command'?")]
    [InlineData("agrs", ", did you mean 'args'?")]
    [InlineData("CWD", ", did you mean 'cwd'?")]
    [InlineData("something", "")]
    public void The_nearest_is_suggested(string word, string suggestion) => Assert.Equal(suggestion, Nearest.Suggest(word, ["command", "args", "env", "cwd"]));
}
