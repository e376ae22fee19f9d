namespace McpActors.Processes.Tests;

public sealed class StderrTailTests
{
    private static StderrTail Tail(params string[] chunks)
    {
        var tail = new StderrTail(SecretRedactor.None);
        foreach (var chunk in chunks) tail.Append(Encoding.UTF8.GetBytes(chunk));
        return tail;
    }

    [Fact]
    public void Lines_are_shown_without_their_ends_and_blank_ones_not_at_all() =>
        Assert.Equal(["a", "b", "  at c", "d"], Tail("a\r\n", "\n", "b  \n   \n  at c", "\nd").Lines);

    [Fact]
    public void Nothing_is_nothing() => Assert.Empty(Tail().Lines);

    [Fact]
    public void The_last_hundred_lines_are_kept()
    {
        var lines = Enumerable.Range(0, 250).Select(i => $"line {i}").ToList();
        Assert.Equal(lines[150..], Tail([.. lines.Select(line => line + "\n")]).Lines);
    }

    [Fact]
    public void A_character_that_comes_in_two_pieces_is_whole()
    {
        var tail = new StderrTail(SecretRedactor.None);
        foreach (var octet in "ü漢🚀"u8) tail.Append([octet]);
        Assert.Equal(["ü漢🚀"], tail.Lines);
    }

    [Fact]
    public void Where_the_beginning_of_a_line_is_overwritten_the_line_is_left_out()
    {
        var tail = Tail("secret" + new string('x', 10), "\nsecond\n" + new string('y', StderrTail.MaxBytes - 12));
        Assert.Equal(["second", new string('y', StderrTail.MaxBytes - 12)], tail.Lines);
    }

    [Fact]
    public void A_flood_without_a_newline_shows_its_end_from_the_first_whole_word()
    {
        var tail = Tail(string.Concat(Enumerable.Repeat("token-abcdef ", 10_000)));
        var line = Assert.Single(tail.Lines);
        Assert.StartsWith("token-abcdef token-abcdef", line, StringComparison.Ordinal);
        Assert.InRange(line.Length, StderrTail.MaxBytes - 30, StderrTail.MaxBytes);
    }

    [Fact]
    public void A_secret_is_masked_and_one_of_several_lines_is_too()
    {
        var secrets = SecretRedactor.For(new Dictionary<string, string> { ["PRIVATE_KEY"] = "-----BEGIN-----\nMIIEvQIBADAN\n-----END-----\n" }, []);
        var tail = new StderrTail(secrets);
        tail.Append("key: -----BEGIN-----\nMIIEvQIBADAN\n-----END-----\nfine\n"u8);
        Assert.Equal(["key: ***", "***", "***", "fine"], tail.Lines);
    }

    [Fact]
    public void A_flood_of_200_MB_costs_memory_for_64_KiB_and_no_time()
    {
        var tail = new StderrTail(SecretRedactor.None);
        var chunk = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("a line of some length\n", 190)));
        var (allocated, started) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
        for (var written = 0L; written < 200_000_000; written += chunk.Length) tail.Append(chunk);
        // 64 KiB by doubling, from 1 KiB.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 200_000);
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Equal(100, tail.Lines.Count);
    }

    /// <summary>The model: all bytes, the last 64 KiB of them, from the first whole line on.</summary>
    [Fact]
    public void It_is_the_end_of_what_was_written_however_it_was_cut()
    {
        var chunk = Gen.Frequency(
            (6, Gen.Choose(0, 300)), (3, Gen.Choose(300, 9000)), (1, Gen.Choose(StderrTail.MaxBytes - 3, StderrTail.MaxBytes + 3)), (1, Gen.Choose(60_000, 150_000)));
        var chunks = from seed in Gen.Choose(0, int.MaxValue - 1) from sizes in Gen.ListOf(chunk) select (seed, sizes: sizes.ToArray());
        Prop.ForAll(Arb.From(chunks), Agrees).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

        static bool Agrees((int Seed, int[] Sizes) input)
        {
            var random = new System.Random(input.Seed);
            var tail = new StderrTail(SecretRedactor.None);
            var all = new List<byte>();
            foreach (var size in input.Sizes)
            {
                var bytes = new byte[size];
                for (var i = 0; i < size; i++) bytes[i] = random.Next(40) == 0 ? (byte)'\n' : (byte)random.Next('a', 'z');
                tail.Append(bytes);
                all.AddRange(bytes);
                // Also in between: reading must not disturb it.
                if (tail.Text != Model(all)) return false;
            }
            return true;
        }

        static string Model(List<byte> all)
        {
            if (all.Count <= StderrTail.MaxBytes) return Encoding.UTF8.GetString([.. all]);
            var end = all[^StderrTail.MaxBytes..];
            return Encoding.UTF8.GetString([.. end[(end.IndexOf((byte)'\n') + 1)..]]);
        }
    }
}
