# SPDX-License-Identifier: BSD-2-Clause
# The plots of doc/scale.md, from what `sim --scale=DIRECTORY` wrote. Called by tests/sim/scale.sh with
# the variables `data` and `out`, two directories.
set terminal svg size 720,360 font "sans-serif,12" noenhanced
set grid
set key right
hosts = 10000.0
file(name) = data . "/" . name . ".dat"

set output out . "/messages.svg"
set title "Messages on the LAN, in each 0.1 s: 10,000 hosts start within 0.1 s"
set xlabel "seconds after power returns"
set logscale y
set xrange [0:2.5]
set yrange [1:20000]
plot file("hosts-100ms-nojitter-unicast-0") using ($1 - 0.05):2 with histeps lw 2 title "no jitter", \
     file("hosts-100ms-jitter-unicast-0") using ($1 - 0.05):2 with histeps lw 2 title "jitter", \
     file("hosts-100ms-jitter-unicast-30") using ($1 - 0.05):2 with histeps lw 2 title "jitter, 30 % loss"

set output out . "/routes.svg"
set title "Hosts with a route: the routers never stopped, 10,000 hosts start within 0.1 s"
unset logscale y
set key bottom
set ylabel "%"
set yrange [0:102]
set xrange [0:2.5]
plot for [loss in "0 10 30"] file("hosts-100ms-jitter-unicast-" . loss) using 1:($3 / hosts * 100) \
     with lines lw 2 title "jitter, " . loss . " % loss", \
     file("hosts-100ms-nojitter-unicast-30") using 1:($3 / hosts * 100) with lines lw 2 dt 2 \
     title "no jitter, 30 % loss"

set output out . "/routes-all.svg"
set title "Hosts with a route: the routers start with them"
set xrange [0:12]
plot for [loss in "0 30"] file("all-100ms-jitter-unicast-" . loss) using 1:($3 / hosts * 100) \
     with lines lw 2 title "within 0.1 s, " . loss . " % loss", \
     for [loss in "0 30"] file("all-10000ms-jitter-unicast-" . loss) using 1:($3 / hosts * 100) \
     with lines lw 2 title "within 10 s, " . loss . " % loss"
