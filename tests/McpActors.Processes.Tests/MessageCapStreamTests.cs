namespace McpActors.Processes.Tests;

public sealed class MessageCapStreamTests
{
    private sealed class TooLong : Exception;

    [Theory]
    [InlineData("", 3, true)]
    [InlineData("abc", 3, true)]
    [InlineData("abc\nabc\n\nabc", 3, true)]
    [InlineData("abcd", 3, false)]
    [InlineData("a\nabcd\na\n", 3, false)]
    [InlineData("\n\n\n", 0, true)]
    [InlineData("\na", 0, false)]
    public async Task A_line_as_long_as_the_cap_passes_and_one_byte_more_does_not(string text, long cap, bool passes)
    {
        // In one read, longer than the cap.
        var (delivered, thrown) = await Read(text, cap, [100]);
        Assert.Equal(passes, !thrown);
        if (passes) Assert.Equal(text, delivered);
    }

    [Fact]
    public async Task What_was_exceeded_once_stays_so_and_is_told_once()
    {
        var told = 0;
        using var stream = new MessageCapStream(new Chunks("abcd\nfine\n", [1]), 3, () =>
        {
            told++;
            return new TooLong();
        });
        for (var i = 0; i < 3; i++) await stream.ReadExactlyAsync(new byte[1]);
        for (var i = 0; i < 3; i++) await Assert.ThrowsAsync<TooLong>(() => stream.ReadAsync(new byte[10]).AsTask());
        Assert.Equal(1, told);
    }

    /// <summary>The model: split at newlines, and check the longest.</summary>
    [Fact]
    public void It_throws_where_a_line_exceeds_the_cap_and_delivers_every_line_before()
    {
        var cases =
            from text in Gen.ListOf(Gen.Frequency((5, Gen.Constant('x')), (1, Gen.Constant('\n'))))
            from sizes in Gen.NonEmptyListOf(Gen.Choose(1, 12))
            from cap in Gen.Choose(0, 12)
            select (text: string.Concat(text), sizes: sizes.ToArray(), cap);
        Prop.ForAll(Arb.From(cases), c => Agrees(c.text, c.cap, c.sizes)).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

        static bool Agrees(string text, int cap, int[] sizes)
        {
            var lines = text.Split('\n');
            var first = Array.FindIndex(lines, line => line.Length > cap);
            var (delivered, thrown) = Read(text, cap, sizes).GetAwaiter().GetResult();
            if (first < 0) return !thrown && delivered == text;
            var before = string.Concat(lines[..first].Select(line => line + '\n'));
            // The beginning of the long line may have been delivered before its length was known.
            return thrown && delivered.StartsWith(before, StringComparison.Ordinal)
                && text.StartsWith(delivered, StringComparison.Ordinal) && delivered.Length - before.Length <= cap;
        }
    }

    private static async Task<(string Delivered, bool Thrown)> Read(string text, long cap, int[] sizes)
    {
        using var stream = new MessageCapStream(new Chunks(text, sizes), cap, () => new TooLong());
        var delivered = new MemoryStream();
        var thrown = false;
        try
        {
            await stream.CopyToAsync(delivered);
        }
        catch (TooLong)
        {
            thrown = true;
        }
        return (Encoding.ASCII.GetString(delivered.ToArray()), thrown);
    }

    /// <summary>Returns its text in reads of the given sizes, cyclically.</summary>
    private sealed class Chunks(string text, int[] sizes) : MemoryStream(Encoding.ASCII.GetBytes(text))
    {
        private int _reads;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, sizes[_reads++ % sizes.Length])], cancellationToken);
    }
}
