// Two rooms with an arrow back, and one there in each place where code can have one.
namespace McpActors.Tests.Architecture.Cycle.Right
{
    internal sealed class Thing : Exception
    {
        public static Thing Make() => new();
    }

    [AttributeUsage(AttributeTargets.Class)]
    internal sealed class ThingAttribute : Attribute;

    internal sealed class Back
    {
        private readonly object _left = typeof(Left.Home);

        public override string ToString() => $"{_left}";
    }
}

namespace McpActors.Tests.Architecture.Cycle.Left
{
    internal sealed class Home;

    internal sealed class InCode
    {
        public override string ToString() => $"{Right.Thing.Make() is null}";
    }

    internal sealed class InAnAsyncMethod
    {
        public static async Task<bool> RunAsync()
        {
            await Task.Yield();
            return Right.Thing.Make() is null;
        }
    }

    internal sealed class InALambda
    {
        public static Func<int, bool> Make(int number) => other => other == number && Right.Thing.Make() is null;
    }

    [Right.Thing]
    internal sealed class InAnAttribute;

    internal sealed class InAGenericArgument
    {
        public static List<T> Make<T>() => [];

        public override string ToString() => $"{Make<Right.Thing>().Count}";
    }

    internal sealed class InACatch
    {
        public static bool Runs(Action action)
        {
            try
            {
                action();
                return true;
            }
            catch (Right.Thing)
            {
                return false;
            }
        }
    }
}
