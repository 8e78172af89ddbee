# SPDX-License-Identifier: BSD-2-Clause
# The plots of doc/benchmarks.md, from what tests/bench/bench wrote: FILE-IMPLEMENTATION.dat. Called by
# tests/bench/bench.sh with the variables `data` and `out`, two directories.
set terminal svg size 720,360 font "sans-serif,12" noenhanced
set grid
files(name) = system("ls " . data . "/" . name . "-*.dat")
title_of(name, file) = system("basename " . file . " .dat | sed s/" . name . "-//")

set output out . "/change.svg"
set title "An advertisement arrives: until the route has come, or gone"
set xlabel "microseconds"
set ylabel "of all changes, not later"
set key bottom right
set logscale x
set xrange [10:2000]
set yrange [0:1]
plot for [f in files("change")] f using 1:2 with lines lw 2 title title_of("change", f)

set key top left
set xlabel "routers"
set ylabel "milliseconds"
set logscale xy
set xrange [1:20000]
set yrange [*:*]

set output out . "/install.svg"
set title "N routers advertise themselves: until all have a route"
plot for [f in files("install")] f using 1:2 smooth unique with linespoints lw 2 title title_of("install", f)

set output out . "/remove-all.svg"
set title "SIGTERM with N routes: until all are gone"
plot for [f in files("remove-all")] f using 1:2 smooth unique with linespoints lw 2 title title_of("remove-all", f)
