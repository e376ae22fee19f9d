using System.Reflection;

namespace McpActors.Tests.Architecture;

/// <summary>The rooms of the house: the namespaces of McpActors, between which arrows go one way.</summary>
public class ArchitectureTests
{
    // Public types keep their namespaces, and where they name one another in a circle, one arrow of it is allowed here.
    private static readonly Dictionary<(string From, string To), string> Allowed = new()
    {
        [("McpActors.Configuration", "McpActors.Scheduling")] = "SchedulerSettings.Schedules are ScheduleDefinitions, and BatchSwept has a SweepReport",
        [("McpActors.Servers", "McpActors")] = "McpHandlers is public and stands beside McpActorsSetup",
    };

    [Fact]
    public void There_is_no_cycle_between_namespaces()
    {
        var cycles = Cycles(ArrowsOf(typeof(McpActorsExtension).Assembly));

        Assert.True(cycles.Count == 0, string.Join("\n", cycles));
    }

    [Fact]
    public void Each_exception_is_still_needed()
    {
        var arrows = ArrowsOf(typeof(McpActorsExtension).Assembly);

        Assert.All(Allowed.Keys, pair => Assert.NotEmpty(Cycles(arrows, allowed: Allowed.Keys.Where(other => other != pair))));
    }

    [Fact]
    public void Types_of_Servers_name_only_the_handlers_of_the_root() => Assert.Equal(
        [typeof(McpHandlers)],
        ArrowsOf(typeof(McpActorsExtension).Assembly).Where(arrow => (arrow.From.Namespace, arrow.To.Namespace) == ("McpActors.Servers", "McpActors"))
            .Select(arrow => arrow.To).Distinct());

    [Theory]
    [InlineData(typeof(Cycle.Left.InCode))]
    [InlineData(typeof(Cycle.Left.InAnAsyncMethod))]
    [InlineData(typeof(Cycle.Left.InALambda))]
    [InlineData(typeof(Cycle.Left.InAnAttribute))]
    [InlineData(typeof(Cycle.Left.InAGenericArgument))]
    [InlineData(typeof(Cycle.Left.InACatch))]
    public void A_cycle_is_found_wherever_it_is_closed(Type closing)
    {
        var arrows = ArrowsOf(closing.Assembly).Where(arrow => arrow.From == closing || arrow.From == typeof(Cycle.Right.Back)).ToList();

        var cycle = Assert.Single(Cycles(arrows));
        Assert.Contains(closing.Name, cycle, StringComparison.Ordinal);
        Assert.Contains(nameof(Cycle.Right.Back), cycle, StringComparison.Ordinal);
    }

    private static List<Arrow> ArrowsOf(Assembly assembly) =>
    [
        .. from type in assembly.GetTypes()
           let owner = TypeReferences.Outermost(type)
           where owner.Namespace?.StartsWith(nameof(McpActors), StringComparison.Ordinal) is true
           from other in TypeReferences.Of(type)
           where other.Namespace is not null && other.Namespace != owner.Namespace
           select new Arrow(owner, other),
    ];

    // Rooms that can be reached from one another. A room and those inside of it are built together; the root is above all, and so is no such room.
    private static List<string> Cycles(IReadOnlyCollection<Arrow> arrows, IEnumerable<(string From, string To)>? allowed = null)
    {
        var exceptions = (allowed ?? Allowed.Keys).ToHashSet();
        var between = arrows.Where(arrow => !exceptions.Contains(arrow.Rooms) && !arrow.IsInsideOfARoom).ToLookup(arrow => arrow.Rooms);
        var next = between.Select(pair => pair.Key).ToLookup(pair => pair.From, pair => pair.To);
        return
        [
            .. from pair in between
               where Reaches(next, pair.Key.To, pair.Key.From)
               select $"{pair.Key.From} -> {pair.Key.To}, and back: {string.Join(", ", pair.Select(arrow => $"{arrow.From.Name} names {arrow.To.Name}").Distinct().Take(5))}"
               into line
               group line by true into all
               select string.Join("\n", all.Order(StringComparer.Ordinal)),
        ];
    }

    private static bool Reaches(ILookup<string, string> next, string from, string to)
    {
        var seen = new HashSet<string> { from };
        var open = new Queue<string>(seen);
        while (open.TryDequeue(out var room))
        {
            if (room == to) return true;
            foreach (var other in next[room].Where(seen.Add)) open.Enqueue(other);
        }
        return false;
    }

    private sealed record Arrow(Type From, Type To)
    {
        public (string From, string To) Rooms => (From.Namespace!, To.Namespace!);

        public bool IsInsideOfARoom => IsInside(Rooms.From, Rooms.To) || IsInside(Rooms.To, Rooms.From);

        private static bool IsInside(string inner, string outer) => outer != nameof(McpActors) && inner.StartsWith($"{outer}.", StringComparison.Ordinal);
    }
}
