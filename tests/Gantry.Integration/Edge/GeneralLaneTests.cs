using Gantry.Integration.Edge.Harness;

namespace Gantry.Integration.Edge;

/// <summary>What is said of the edge holds for either lane: the same again with the fast lane off.</summary>
public sealed class GeneralLaneHttpTests : HttpTests
{
    protected override string Lane => EdgeUnderTest.General;
}

public sealed class GeneralLaneRoutingTests : RoutingTests
{
    protected override string Lane => EdgeUnderTest.General;
}

public sealed class GeneralLaneSwitchingTests : SwitchingTests
{
    protected override string Lane => EdgeUnderTest.General;
}

public sealed class GeneralLaneTcpTests : TcpTests
{
    protected override string Lane => EdgeUnderTest.General;
}

public sealed class GeneralLaneFramingTests : FramingTests
{
    protected override string Lane => EdgeUnderTest.General;
}

public sealed class GeneralLaneHttpsTests : Tls.HttpsTests
{
    protected override bool GeneralLane => true;
}

public sealed class GeneralLaneCrashTests : CrashTests
{
    protected override string Lane => EdgeUnderTest.General;
}

public sealed class GeneralLaneStrictnessTests(GeneralLaneStrictnessTests.ServedSlowly served) : StrictnessTests(served), IClassFixture<GeneralLaneStrictnessTests.ServedSlowly>
{
    public sealed class ServedSlowly : Served
    {
        protected override string Lane => EdgeUnderTest.General;
    }
}
