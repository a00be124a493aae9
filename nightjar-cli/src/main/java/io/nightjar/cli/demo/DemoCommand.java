// SPDX-License-Identifier: Apache-2.0
package io.nightjar.cli.demo;

import io.nightjar.cli.runtime.Colours;
import io.nightjar.cli.runtime.CommandException;
import io.nightjar.cli.runtime.ExitCode;
import io.nightjar.cli.runtime.Session;
import io.nightjar.cli.runtime.SessionCommand;
import io.nightjar.cli.runtime.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nightjar demo}: plays the scenes. */
@Command(
    name = "demo",
    header = "Play the guide's scenes between real processes and threads, and check each.",
    description =
        "%nRequest and reply, publish and subscribe, push and pull, a pair, router and dealer, and"
            + " Java with Python if there is a Python with pyzmq.",
    footer = {"  nightjar demo", "  nightjar demo --scene 2 --scene 6"})
public final class DemoCommand extends SessionCommand {
  private static final long SCENE_SECONDS = 15;

  @Option(
      names = "--scene",
      paramLabel = "NUMBER",
      description = "Play only this scene, 1 to 6. Repeatable.")
  private List<Integer> chosen = new ArrayList<>();

  private final Colours colours;

  /** Makes it, with these streams. */
  public DemoCommand(Terminal terminal) {
    super(terminal);
    colours = new Colours(terminal.isColoured());
  }

  private static List<Scene> scenes() {
    return List.of(
        new RequestReplyScene(),
        new PublishSubscribeScene(),
        new PushPullScene(),
        new PairScene(),
        new RouterDealerScene(),
        new PythonScene());
  }

  @Override
  protected void check() {
    for (int number : chosen) {
      if (number < 1 || number > scenes().size()) {
        throw CommandException.usage("--scene " + number + ": use 1 to " + scenes().size());
      }
    }
  }

  @Override
  protected int run(Session session) throws InterruptedException {
    long start = System.nanoTime();
    int failed = 0;
    int number = 0;
    for (Scene scene : scenes()) {
      number++;
      if (chosen.isEmpty() || chosen.contains(number)) {
        failed += show(number, scene) ? 0 : 1;
      }
    }
    String time = seconds(start);
    terminal()
        .println(
            failed == 0
                ? colours.green("The demo went well, in " + time + ".")
                : colours.red("Scenes that failed: " + failed + "; the demo took " + time + "."));
    return failed == 0 ? ExitCode.OK : ExitCode.FAILURE;
  }

  private boolean show(int number, Scene scene) throws InterruptedException {
    terminal().println(colours.bold(number + "  " + scene.title()));
    String obstacle = scene.obstacle();
    if (obstacle != null) {
      terminal().println(colours.yellow("   skipped") + "  " + obstacle + "\n");
      return true;
    }
    long start = System.nanoTime();
    String fault;
    try (Stage stage = new Stage(terminal())) {
      String account = playInTime(scene, stage);
      String time = colours.dim(" (" + seconds(start) + ")");
      terminal().println(colours.green("   ok") + "  " + account + time + "\n");
      return true;
    } catch (ExecutionException e) {
      fault = describe(e.getCause());
    } catch (TimeoutException e) {
      fault = "it took more than " + SCENE_SECONDS + " s";
    }
    terminal().println(colours.red("   failed") + "  " + fault + "\n");
    return false;
  }

  private static String playInTime(Scene scene, Stage stage)
      throws ExecutionException, InterruptedException, TimeoutException {
    FutureTask<String> task = new FutureTask<>(() -> scene.play(stage));
    Thread thread = new Thread(task, "nightjar-scene");
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(SCENE_SECONDS, TimeUnit.SECONDS);
    } finally {
      task.cancel(true);
    }
  }

  private static String describe(@Nullable Throwable e) {
    return e instanceof CommandException ? String.valueOf(e.getMessage()) : String.valueOf(e);
  }

  private static String seconds(long start) {
    return String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - start) / 1e9);
  }
}
