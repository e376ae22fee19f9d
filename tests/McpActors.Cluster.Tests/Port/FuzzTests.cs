namespace McpActors.Cluster.Tests.Port;

/// <summary>A million slightly wrong frames to every serializer of a node: no unknown type is created.</summary>
public sealed class FuzzTests : TestKit
{
    private const string SeedVariable = "MCPACTORS_FUZZ_SEED";
    private const int Frames = 1_000_000;
    private const int Lanes = 16;

    public FuzzTests()
        : base(ConfigurationFactory.ParseString(Configuration).WithFallback(McpActorsCluster.DefaultConfig()))
    {
    }

    private const string Configuration =
        """
        akka { loglevel = OFF, stdout-loglevel = OFF, actor.provider = cluster, remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 } }
        """;

    private ExtendedActorSystem Node => (ExtendedActorSystem)Sys;

    [Fact]
    public void Where_nobody_guards_the_frames_of_the_attack_create_canaries()
    {
        using var attack = new AttackFrames();
        using var stranger = new Watcher();

        foreach (var frame in attack.Evil()) stranger.Feed(attack.Stranger, frame);

        Assert.True(stranger.Canaries > 10, $"{stranger.Canaries} canaries");
        Assert.NotEmpty(stranger.LookedUp);
    }

    [Fact]
    public void The_frames_of_the_attack_create_nothing_in_a_node()
    {
        using var attack = new AttackFrames();
        var evil = attack.Evil();
        using var watcher = new Watcher();

        foreach (var frame in evil) watcher.Feed(Node, frame);

        watcher.AssertNothing($"{evil.Count} frames");
    }

    [Fact]
    public void A_million_mutated_frames_create_nothing_in_a_node()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable(SeedVariable), CultureInfo.InvariantCulture, out var given) ? given : Environment.TickCount;
        using var attack = new AttackFrames();
        Frame[] seeds = [.. attack.Evil(), .. AttackFrames.Honest(Node, TestActor)];
        using var watcher = new Watcher();

        // The same frames for a seed, whatever the number of processors.
        Parallel.For(0, Lanes, lane =>
        {
            var mutator = new Mutator(seeds, new Random(unchecked(seed + lane)));
            for (var n = lane; n < Frames; n += Lanes) watcher.Feed(Node, mutator.Next());
        });

        watcher.AssertNothing($"{SeedVariable}={seed}");
        Assert.Equal(Frames, watcher.Fed);
        // The frames are only slightly wrong, so some of them can be read.
        Assert.InRange(watcher.Read, Frames / 100, Frames);
    }

    [Fact]
    public void Messages_inside_of_messages_do_not_end_the_process_with_its_stack()
    {
        using var attack = new AttackFrames();
        object nested = "text";
        for (var depth = 0; depth < 200; depth++) nested = new ActorSelectionMessage(nested, [new SelectChildName("a")]);
        var deep = attack.Stranger.Serialization.Serialize(nested);

        var refused = Assert.ThrowsAny<Exception>(() => Node.Serialization.Deserialize(deep, 6, ""));

        while (refused.InnerException is { } inner) refused = inner;
        Assert.Contains("nested inside too many other messages", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Observes creations and lookups while it lives.</summary>
    private sealed class Watcher : IDisposable
    {
        private readonly int _before = Canary.Created;
        private readonly ConcurrentDictionary<string, int> _strange = [];
        private int _fed;
        private int _read;

        public Watcher() => AppDomain.CurrentDomain.AssemblyResolve += Note;

        public int Canaries => Canary.Created - _before;

        public int Fed => _fed;

        public int Read => _read;

        /// <summary>Assemblies that were looked up and do not exist.</summary>
        public ConcurrentQueue<string> LookedUp { get; } = [];

        public void Feed(ExtendedActorSystem node, Frame frame)
        {
            Interlocked.Increment(ref _fed);
            try
            {
                var made = node.Serialization.Deserialize(frame.Bytes, frame.Id, frame.Manifest);
                Interlocked.Increment(ref _read);
                if (made is not (null or string or int or long or byte[]) && !IsKnown(made.GetType())) _strange[made.GetType().AssemblyQualifiedName!] = frame.Id;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // Any refusal will do.
            }
        }

        public void AssertNothing(string what)
        {
            Assert.True(Canaries == 0, $"{Canaries} canaries ({what})");
            Assert.True(LookedUp.IsEmpty, $"Looked for {string.Join("; ", LookedUp.Distinct().Take(5))} ({what})");
            Assert.True(_strange.IsEmpty, $"Made {string.Join("; ", _strange.Keys.Take(5))} ({what})");
        }

        public void Dispose() => AppDomain.CurrentDomain.AssemblyResolve -= Note;

        private static bool IsKnown(Type type) => type.Assembly.GetName().Name is { } name
            && (name is "McpActors" or "McpActors.Cluster" or "McpActors.Processes" || (name.StartsWith("Akka", StringComparison.Ordinal) && name != "Akka.TestKit"));

        private System.Reflection.Assembly? Note(object? sender, ResolveEventArgs args)
        {
            // The runtime itself looks up assemblies with translated texts that do not exist.
            if (!args.Name.Contains(".resources,", StringComparison.Ordinal)) LookedUp.Enqueue(args.Name);
            return null;
        }
    }

    /// <summary>Mutations of seed frames. Belongs to one thread.</summary>
    private sealed class Mutator(Frame[] seeds, Random random)
    {
        public Frame Next()
        {
            var frame = One();
            for (var times = random.Next(1, 4); times > 0; times--) frame = Change(frame);
            return frame;
        }

        private Frame One() => seeds[random.Next(seeds.Length)];

        private Frame Change(Frame frame) => random.Next(10) switch
        {
            0 => frame with { Id = One().Id },
            1 => frame with { Id = random.Next(-8, 64) },
            2 => frame with { Manifest = One().Manifest },
            3 => frame with { Manifest = Text(frame.Manifest) },
            4 => frame with { Bytes = One().Bytes },
            5 => frame with { Bytes = [.. frame.Bytes.Take(random.Next(frame.Bytes.Length + 1)), .. One().Bytes] },
            6 => frame with { Bytes = frame.Bytes[..random.Next(frame.Bytes.Length + 1)] },
            _ => frame with { Bytes = Bytes(frame.Bytes) },
        };

        private string Text(string text)
        {
            if (text.Length == 0) return "x";
            var changed = new StringBuilder(text);
            changed[random.Next(text.Length)] = (char)random.Next(' ', 0x7f);
            return changed.ToString();
        }

        private byte[] Bytes(byte[] bytes)
        {
            var changed = bytes.ToArray();
            for (var n = random.Next(1, 4); n > 0 && changed.Length > 0; n--) changed[random.Next(changed.Length)] = (byte)random.Next(256);
            return changed;
        }
    }
}
