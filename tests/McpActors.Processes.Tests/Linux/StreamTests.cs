namespace McpActors.Processes.Tests.Linux;

public sealed class StreamTests : KeeperTest, IDisposable
{
    private const int PipeSize = 64 << 10;

    // A server that reads nothing until this file exists.
    private readonly string _gate = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    private ProcessSpec Gated => Servers.Shell("i=0; until [ -e \"$1\" ] || [ $((i+=1)) -gt 600 ]; do sleep 0.02; done; exec cat", _gate);

    public void Dispose() => File.Delete(_gate);

    [Fact]
    public async Task Output_larger_than_the_pipe_arrives_whole()
    {
        var process = Start(Servers.Shell("head -c 5000000 /dev/zero | tr '\\0' x; echo; echo done"));
        var output = await process.ReadToEnd();
        Assert.Equal(5_000_006, output.Length);
        Assert.EndsWith("x\ndone\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_larger_than_the_pipe_reaches_a_server_that_reads_in_small_pieces()
    {
        var process = Start(Servers.Shell("dd bs=300 count=10000 iflag=fullblock 2>/dev/null | wc -c"));
        var message = new byte[3_000_000];
        Array.Fill(message, (byte)'m');
        await process.StandardInput.WriteAsync(message).AsTask().WaitAsync(Patience.Limit);
        Assert.Equal("3000000", (await process.ReadLine()).Trim());
    }

    [Fact]
    public async Task What_was_written_before_the_end_is_delivered_and_the_stream_ends_while_a_grandchild_holds_stdout()
    {
        var process = Start(Servers.Shell("setsid sleep 30 & echo result; exit 0"));
        Assert.Equal("result\n", await process.ReadToEnd());
        var report = await process.End();
        Assert.Equal((true, 0, 1), (report.Confirmed, report.ExitCode, report.Descendants));
    }

    [Fact]
    public async Task What_was_written_before_the_end_is_delivered_to_a_reader_that_comes_later()
    {
        var process = Start(Servers.Shell("printf 'one\\ntwo'"));
        await process.End();
        Assert.Equal("one\ntwo", await process.ReadToEnd());
        Assert.Equal(0, await process.StandardOutput.ReadAsync(new byte[1]));
    }

    [Fact]
    public async Task The_stream_ends_with_the_process_while_a_stranger_holds_stdout_and_goes_on_writing()
    {
        var process = Start(Servers.Shell("echo $$; read -r line; echo last"));
        var server = await process.ReadLine();
        // The test is the stranger.
        using var stranger = new FileStream($"/proc/{server}/fd/1", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0);
        await process.Say("end\n");
        Assert.True((await process.End()).Confirmed);
        stranger.Write("more\n"u8);
        Assert.StartsWith("last\n", await process.ReadToEnd(), StringComparison.Ordinal);
        stranger.Write("too late\n"u8);
    }

    [Fact]
    public async Task A_stranger_who_writes_as_fast_as_we_read_cannot_put_off_the_end()
    {
        using var pipe = Pipe.Create();
        using var stream = new PipeReadStream(Pipe.Take(pipe.Reader));
        using var stranger = new FileStream(Pipe.Take(pipe.Writer), FileAccess.Write, 0);
        stranger.Write("last"u8);
        stream.MarkExtinct();
        var taken = new MemoryStream();
        // Each piece that is read is replaced at once.
        while (await stream.CopyAvailableAsync(piece =>
        {
            taken.Write(piece);
            Assert.InRange(taken.Length, 1, PipeSize);
            stranger.Write(piece);
        }))
        {
        }
        Assert.StartsWith("last", Encoding.ASCII.GetString(taken.ToArray()), StringComparison.Ordinal);
        Assert.Equal(0, await stream.ReadAsync(new byte[1]));
    }

    [Fact]
    public async Task A_report_before_a_strangers_last_line_still_counts()
    {
        var process = Start(Servers.Shell("echo $$; echo begin >&2; read -r line; exit 6"));
        var server = await process.ReadLine();
        using var stranger = new FileStream($"/proc/{server}/fd/2", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0);
        await process.Say("end\n");
        var report = await process.End();
        Assert.Equal((true, 6), (report.Confirmed, report.ExitCode));
        Assert.Equal(["begin"], report.StderrTail);
    }

    [Fact]
    public async Task A_server_may_close_stdout_and_live()
    {
        var process = Start(Servers.Shell("echo up; exec >&-; exec sleep 30"));
        Assert.Equal("up\n", await process.ReadToEnd());
        Assert.False(process.Extinct.IsCompleted);
    }

    [Fact]
    public async Task A_read_that_is_cancelled_loses_nothing()
    {
        var process = Start(Servers.Cat);
        using var impatient = new CancellationTokenSource();
        var read = process.StandardOutput.ReadAsync(new byte[10], impatient.Token).AsTask();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read.WaitAsync(Patience.Limit));
        await process.Say("still here\n");
        Assert.Equal("still here", await process.ReadLine());
    }

    [Fact]
    public async Task A_message_that_is_cut_by_cancellation_is_ended_by_a_newline_before_the_next()
    {
        var process = Start(Gated);
        await WriteCancelled(process, new string('c', 3 * PipeSize));
        File.WriteAllText(_gate, "");
        await process.Say("next\n");
        var cut = await process.ReadLine();
        Assert.InRange(cut.Length, 1, (3 * PipeSize) - 1);
        Assert.Equal("next", await process.ReadLine());
    }

    [Fact]
    public async Task A_message_of_which_nothing_was_written_leaves_no_blank_line()
    {
        var process = Start(Gated);
        await process.Say(string.Concat(Enumerable.Repeat("line\n", PipeSize / 5)) + "\n");
        await WriteCancelled(process, "never sent\n");
        await WriteCancelled(process, "nor this\n");
        File.WriteAllText(_gate, "");
        await process.Say("next\n");
        var reading = process.ReadToEnd();
        process.Stop();
        Assert.EndsWith("line\n\nnext\n", await reading, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newline_that_is_written_by_itself_and_cancelled_is_made_good()
    {
        var process = Start(Gated);
        await process.Say(new string('m', PipeSize));
        await WriteCancelled(process, "\n");
        File.WriteAllText(_gate, "");
        await process.Say("next\n");
        Assert.Equal(PipeSize, (await process.ReadLine()).Length);
        Assert.Equal("next", await process.ReadLine());
    }

    [Fact]
    public async Task A_write_that_waits_fails_when_the_process_is_stopped()
    {
        var process = Start(Gated);
        var write = process.StandardInput.WriteAsync(new byte[3 * PipeSize]).AsTask();
        Assert.False(write.IsCompleted);
        process.Stop();
        await Assert.ThrowsAsync<IOException>(() => write.WaitAsync(Patience.Limit));
        await Assert.ThrowsAsync<IOException>(() => process.Say("again"));
        Assert.False(process.StandardInput.CanWrite);
    }

    [Fact]
    public async Task A_write_to_a_server_that_has_ended_fails()
    {
        var process = Start(Servers.Shell("exit 0"));
        var failure = await Assert.ThrowsAsync<IOException>(async () =>
        {
            // Writes into an unread pipe until it breaks.
            while (true) await process.Say(new string('x', 1000));
        });
        Assert.Contains("stdin", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_that_waits_fails_when_the_process_is_disposed()
    {
        var process = Start(Servers.Cat);
        var read = process.StandardOutput.ReadAsync(new byte[1]).AsTask();
        process.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => read.WaitAsync(Patience.Limit));
        Assert.True((await process.End()).Confirmed);
    }

    [Fact]
    public async Task Streams_may_be_closed_from_many_threads_at_once()
    {
        for (var i = 0; i < 50; i++)
        {
            var process = Start(Servers.Cat);
            Parallel.For(0, 8, _ =>
            {
                process.Stop();
                process.Kill();
                process.Dispose();
            });
            Assert.True((await process.End()).Confirmed);
        }
    }

    [Fact]
    public async Task A_line_over_the_cap_ends_the_process_with_that_reason_and_delivers_the_lines_before_it()
    {
        var process = Start(Servers.Shell("echo fine; head -c 2000000 /dev/zero | tr '\\0' x; sleep 30") with { MaxMessageBytes = 1 << 20 });
        Assert.Equal("fine", await process.ReadLine());
        var failure = await Assert.ThrowsAsync<MessageTooLongException>(() => process.ReadToEnd());
        Assert.Contains("more than 1,048,576 bytes", failure.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<MessageTooLongException>(() => process.ReadToEnd());
        var report = await process.End();
        Assert.Equal((true, Rung.Kill, failure.Message), (report.Confirmed, report.Rung, report.Reason));
    }

    [Fact]
    public async Task Stderr_is_shown_while_it_is_written_and_afterwards_without_the_keepers_words()
    {
        var process = Start(Servers.Shell("echo one >&2; echo up; read -r x; printf 'no newline' >&2"));
        await process.ReadLine();
        await Conversation.Until(() => process.StderrTail.Count > 0, "the first line");
        Assert.Equal(["one"], process.StderrTail);
        await process.Say("go\n");
        var report = await process.End();
        Assert.Equal(["one", "no newline"], report.StderrTail);
        Assert.Equal(report.StderrTail, process.StderrTail);
        Assert.Equal((true, 0), (report.Confirmed, report.ExitCode));
    }

    [Fact]
    public async Task A_secret_on_stderr_is_masked_in_the_report()
    {
        var environment = new Dictionary<string, string>(Servers.Cat.Environment) { ["API_TOKEN"] = "hunter2hunter2" };
        var process = Start(Servers.Shell("echo \"token is $API_TOKEN\" >&2") with { Environment = environment, Secrets = SecretRedactor.For(environment, []) });
        Assert.Equal(["token is ***"], (await process.End()).StderrTail);
    }

    [Fact]
    public async Task A_flood_on_stderr_neither_blocks_the_server_nor_hides_the_report()
    {
        var process = Start(Servers.Shell("yes 'a line of stderr' | head -c 20000000 >&2; echo >&2; echo last >&2; exit 3"));
        var report = await process.End();
        Assert.Equal((true, 3), (report.Confirmed, report.ExitCode));
        Assert.Equal(100, report.StderrTail.Count);
        Assert.Equal("last", report.StderrTail[^1]);
    }

    private static async Task WriteCancelled(KeptProcess process, string text)
    {
        using var cancellation = new CancellationTokenSource();
        var write = process.StandardInput.WriteAsync(Encoding.UTF8.GetBytes(text), cancellation.Token).AsTask();
        Assert.False(write.IsCompleted);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write.WaitAsync(Patience.Limit));
    }
}
