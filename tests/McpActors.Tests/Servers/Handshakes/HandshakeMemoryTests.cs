using Akka.Event;

namespace McpActors.Tests.Servers.Handshakes;

/// <summary>The memory of handshakes outlives the host in a private file, and a bad file is as good as none.</summary>
[UnsupportedOSPlatform("windows")]
public class HandshakeMemoryTests : HandshakeTest
{
    private const string One = "1111", Other = "2222";

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _folder;

    public HandshakeMemoryTests() => _folder = Directory.CreateDirectory(At("runtime"), Private).FullName;

    private string FilePath => Path.Combine(_folder, "handshakes.json");

    [Fact]
    public async Task The_next_host_knows_it()
    {
        await UseAsync(Host(Greets("exits"), new HandshakeMemory(_folder)));

        await UseAsync(Host(Greets("exits"), new HandshakeMemory(_folder)));

        Assert.Equal(3, Seen().Length);
        Assert.StartsWith("initialize", Seen()[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_file_is_for_this_user_alone_and_holds_no_argument()
    {
        var memory = new HandshakeMemory(_folder);
        await UseAsync(Host(Greets("exits", "--token", "s3cret-of-mine"), memory));
        await memory.Written;

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
        var text = await File.ReadAllTextAsync(FilePath);
        Assert.Contains("\"legacy\"", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("s3cret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("mcp-greets", text, StringComparison.Ordinal);
        Assert.Equal([FilePath], Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task A_file_that_is_torn_anywhere_is_as_good_as_none_and_is_replaced()
    {
        var whole = await LearnAsync(_folder);
        for (var length = 0; length < whole.Length; length += 7)
        {
            await File.WriteAllBytesAsync(FilePath, whole[..length]);

            var memory = new HandshakeMemory(_folder);

            Assert.Null(memory.Find(One));
            memory.LearnEra(One, Era.Legacy);
            await memory.Written;
            Assert.Equal(Era.Legacy, new HandshakeMemory(_folder).Find(One)!.Era);
        }
    }

    [Theory]
    [InlineData("""{"version":2,"servers":{"1111":{"era":"Legacy"}}}""")]
    [InlineData("""{"version":1,"servers":[]}""")]
    [InlineData("""{"version":1,"servers":{"1111":{"era":"Ancient"}}}""")]
    [InlineData("""{"version":1,"servers":{"1111":7}}""")]
    [InlineData("""{"version":1,"servers":{"1111":null}}""")]
    [InlineData("""{"version":1,"servers":null}""")]
    [InlineData("""{"version":1}""")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\0\0\0")]
    public async Task A_foreign_file_is_as_good_as_none(string content)
    {
        await File.WriteAllTextAsync(FilePath, content);

        Assert.Null(new HandshakeMemory(_folder).Find(One));
    }

    [Fact]
    public async Task A_link_in_its_place_is_not_followed_and_is_replaced_by_a_file()
    {
        var content = await LearnAsync(_folder);
        var target = At("target");
        File.Move(FilePath, target);
        File.CreateSymbolicLink(FilePath, target);

        var memory = new HandshakeMemory(_folder, Logging.GetLogger(Sys, "test"));

        Assert.Null(memory.Find(One));
        memory.LearnEra(Other, Era.Modern);
        await memory.Written;
        Assert.Equal(content, await File.ReadAllBytesAsync(target));
        Assert.Equal(Era.Modern, memory.Find(Other)!.Era);
    }

    [Fact]
    public async Task A_folder_that_others_may_use_is_not_used()
    {
        await LearnAsync(_folder);
        File.SetUnixFileMode(_folder, Private | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute);

        var memory = new HandshakeMemory(_folder, Logging.GetLogger(Sys, "test"));

        Assert.Null(memory.Find(One));
        memory.LearnEra(One, Era.Modern);
        await memory.Written;
        Assert.Equal(Era.Modern, memory.Find(One)!.Era);
        File.SetUnixFileMode(_folder, Private);
        Assert.Equal(Era.Legacy, new HandshakeMemory(_folder).Find(One)!.Era);
    }

    [Fact]
    public async Task Hosts_that_learn_at_the_same_time_keep_what_the_others_have_learnt()
    {
        var (one, other) = (new HandshakeMemory(_folder), new HandshakeMemory(_folder));
        one.LearnEra(One, Era.Legacy);
        await one.Written;
        other.LearnEra(Other, Era.Modern);
        other.LearnProbe(Other, false);
        await other.Written;

        var next = new HandshakeMemory(_folder);

        Assert.Equal((Era.Legacy, null), (next.Find(One)!.Era, next.Find(One)!.AnswersProbe));
        Assert.Equal((Era.Modern, false), (next.Find(Other)!.Era, next.Find(Other)!.AnswersProbe));
    }

    [Fact]
    public async Task What_is_unlearnt_is_gone_for_the_next_host()
    {
        var memory = new HandshakeMemory(_folder);
        memory.LearnEra(One, Era.Legacy);
        memory.LearnEra(One, null);
        await memory.Written;

        Assert.Null(new HandshakeMemory(_folder).Find(One));
        // A suspicion is no knowledge.
        memory.SuspectLegacy(One);
        Assert.Equal(Era.Legacy, memory.Find(One)!.Era);
        Assert.Null(new HandshakeMemory(_folder).Find(One));
        memory.LearnEra(One, Era.Modern);
        Assert.Equal(Era.Modern, memory.Find(One)!.Era);
    }

    [Fact]
    public async Task The_file_does_not_grow_without_bounds()
    {
        var memory = new HandshakeMemory(_folder);
        for (var i = 0; i < 5000; i++) memory.LearnEra($"{i:x64}", Era.Legacy);
        await memory.Written;

        Assert.InRange(new FileInfo(FilePath).Length, 1, 1 << 20);
        Assert.NotNull(new HandshakeMemory(_folder).Find($"{4999:x64}"));
    }

    [Fact]
    public async Task A_definition_is_known_by_what_makes_it_another_program_and_not_by_its_secrets()
    {
        var script = At("server.js");
        await File.WriteAllTextAsync(script, "1");
        var settings = new ServerSettings { Name = "a", Command = "node", Arguments = [script, "--token", "one-s3cret"] };
        var fingerprint = Fingerprint(settings);

        Assert.Equal(fingerprint, Fingerprint(settings with { Name = "b", Arguments = [script, "--token", "another-s3cret"] }));
        Assert.NotEqual(fingerprint, Fingerprint(settings with { Command = "bun" }));
        Assert.NotEqual(fingerprint, Fingerprint(settings with { Arguments = [script, "--http"] }));
        Assert.NotEqual(fingerprint, Fingerprint(settings with { WorkingDirectory = "/" }));
        await File.WriteAllTextAsync(script, "22");
        Assert.NotEqual(fingerprint, Fingerprint(settings));
    }

    private static string Fingerprint(ServerSettings settings) => DefinitionFingerprint.Of(settings.ToProcessSpec());

    private Akka.Actor.IActorRef Host(ServerSettings settings, HandshakeMemory memory)
    {
        Memory = memory;
        return Host(settings);
    }

    private async Task<byte[]> LearnAsync(string folder)
    {
        var memory = new HandshakeMemory(folder);
        memory.LearnEra(One, Era.Legacy);
        await memory.Written;
        return await File.ReadAllBytesAsync(FilePath);
    }
}
